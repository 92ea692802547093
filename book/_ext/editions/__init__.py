"""The whole book in one file, made from the built site: a PDF and an EPUB."""
