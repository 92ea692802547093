"""What happens in the tales: sentences with places left open.

`{p.name}` is the hero, `{q.name}` the friend; `{p.he}`, `{p.his}` and so on agree with
them. `{lost}` is what the tale is about; `{agree}` is a sentence in which a verb agrees
with a noun that may be far behind it, and `{Agree}` begins with a capital letter.
"""

OPENINGS = (
    "Once, in the town of {town}, there lived a {p.trade} called {p.name}.",
    "{p.name} was a {p.trade} in {town}, where the rain comes in sideways.",
    "Long before the bridge was built, {town} had one {p.trade}, and everybody knew "
    "{p.him}: it was {p.name}.",
    "If you walk through {town} at night, you may still meet {p.name} the {p.trade}.",
    "Nobody in {town} rose as early as {p.name}, the {p.trade}.",
    "Two roads lead into {town}, and {p.name} the {p.trade} lived where they meet.",
    "This happened in {town}, in the year of the long frost, to a {p.trade} whose name "
    "was {p.name}.",
    "In {town} they tell this about {p.name}, who was a {p.trade} and a bad singer.",
    "When {p.name} came to {town}, {p.he} had one coin, and wanted to be a {p.trade}.",
)

HABITS = (
    "Every evening {p.he} swept the floor, fed the cat, and put {p.his} boots by the "
    "door.",
    "{p.He} talked to {p.himself} while {p.he} worked, and {p.his} tools seemed to "
    "listen.",
    "On Sundays {p.name} walked to the harbour, where {p.his} old aunt kept geese.",
    "{p.He} owed money to no one, and kept {p.his} word as others keep bees.",
    "When the wind blew from the north, {p.he} wore two coats and both of {p.his} "
    "scarves.",
    "{p.His} house was narrow, {p.his} garden was narrower, and {p.he} liked it so.",
    "People came to {p.him} with broken things, and {p.he} gave them back whole.",
)

WEATHER = (
    "It was a grey morning, and the street smelled of rain and new bread.",
    "The night was so still that one could hear the river turn over.",
    "Snow lay on the roofs, and the smoke went straight up.",
    "All day the wind had carried leaves from one end of the town to the other.",
    "It was one of those evenings when every window looks like a lamp.",
    "The fog had come in with the tide and did not mean to leave.",
    "It was market day, and the square was loud with hens and bargains.",
    "Summer had gone on for so long that even the well was tired.",
)

LOSSES = (
    "Then, one morning, {lost} was gone.",
    "But on the third day of the fair somebody took {lost}.",
    "One night a storm broke the door, and in the morning {lost} was missing.",
    "Then {p.he} opened the drawer where {p.he} had always kept {lost}, and found "
    "nothing but dust.",
    "That winter {p.name} lost {lost}, and did not sleep until spring.",
    "And yet, when {p.he} came home that evening, {lost} was not in its place.",
)

SEARCHES = (
    "{p.name} looked under the bed, behind the stove, and in both of {p.his} boots.",
    "{p.He} asked the neighbours, who asked their neighbours, who asked {p.him}.",
    "{p.He} took {p.his} coat from the hook and went out to look for it.",
    "So {p.he} locked the house, gave {p.his} cat to the miller, and set out.",
    "{p.He} wrote the whole story on a card and pinned it to {p.his} door.",
)

MEETINGS = (
    "At the crossroads {p.he} met {q.name}, a {q.trade} who carried {q.his} bed on "
    "{q.his} back.",
    "By the ferry sat {q.name}, the {q.trade}, mending one of {q.his} shoes.",
    "Half way up the hill {p.he} found {q.name}, a {q.trade}, asleep in {q.his} hat.",
    "In the next village there was a {q.trade} called {q.name}, and people said that "
    "{q.he} saw everything.",
    "The only light was in the workshop of {q.name}, the {q.trade}, who never went to "
    "bed before {q.his} candle did.",
)

SCENES = (
    "Not much changes in a town like this. {Agree}. {Agree}, and {agree}.",
    "On the hill above the town {agree}. {p.name} had never noticed it before.",
    "{q.name} knew the names of things. {Agree}, {q.he} said, and {agree}; "
    "{p.name} wrote it all down in {p.his} book.",
    "Some things are always true: {agree}, {agree}, and {agree}.",
    "{Agree}. So it was in their parents' time, and so it is now.",
    "When {p.name} could not sleep, {p.he} said to {p.himself}: {agree}; {agree}; "
    "{agree}. Then {p.he} slept.",
)

ROADS = (
    "They walked until the road gave up, and then they walked across the fields.",
    "They shared one umbrella and two apples.",
    "The first day it rained; the second day it rained harder; on the third day they "
    "stopped counting.",
    "A pedlar sold them a map, but it was a map of another place.",
    "At noon they sat down under an elm and ate bread with onions.",
    "Toward evening they saw smoke, and beneath the smoke a house.",
    "They slept in a barn, where an owl asked them the same question all night.",
    "They crossed three rivers, or one river three times; nobody was sure.",
)

REMARKS = (
    "I have seen stranger things",
    "that is not what the river told me",
    "it was here on Monday",
    "one should never ask a goose",
    "you are holding the map upside down",
    "there is soup, if you can wait",
    "nobody has come this way since the frost",
    "I would not open that door",
    "whoever took it had cold hands",
    "a thing that is lost is only somewhere else",
    "we could go home, and we could also not",
    "my mother used to say the same about the moon",
    "let me think about it with my shoes off",
    "it will be lighter on the way back",
    "you would have to ask the tide",
    "the door was open when I came",
    "my left boot has been there, but not my right",
)

QUESTIONS = (
    "Have you seen {lost}",
    "Where does this road go",
    "Who rings the bell at night",
    "Is it far to the sea",
    "What do you keep in that box",
    "Why does nobody live on the hill",
)

LANGUAGE_TALK = (
    '"You have an accent," said {one.name}. "I grew up in {two.country}," said '
    '{two.name}, "and I still dream in {two.language}."',
    '"I grew up in {two.country}," said {two.name}, "where {agree}." {aside} And '
    "{two.he} wrote it down, in {two.language}.",
    "In {two.country}, where {two.name} grew up, there is a word for such a day. "
    "{aside} {two.He} said the word, and of course it was {two.language}.",
    '{two.name} began to sing. "What is that?" asked {one.name}. "A song from '
    '{two.country}," said {two.name}. {aside} {one.name} did not understand a word of '
    "it, for {one.he} had never learned {two.language}.",
    "A letter had come for {two.name} from {two.country}. {aside} {two.He} read it "
    "aloud, and since it was in {two.language}, only {two.he} laughed.",
    "{two.name} counted the stairs aloud, as {two.he} had done as a child in "
    "{two.country}. {aside} {two.He} always counted in {two.language}.",
)

ASIDES = (
    "(This was before the clocks were changed.)",
    "(Some say that it was two geese, but they were not there.)",
    "(The miller tells it otherwise, and so does his wife, and they have not spoken "
    "since.)",
    "(It is hard to be sure about a thing like that.)",
    "(A {p.trade} has to be careful.)",
    "(Nobody had asked {q.him}.)",
    "({Agree}; but that is another story.)",
    "[Here a page is missing.]",
    "[In the margin somebody has drawn a small fish.]",
    "[The next three words are too faint to read.]",
)

LISTS = (
    ("In {q.his} bag {q.name} had:", "*"),
    ("This is what {p.name} wrote on the card:", "*"),
    ("On the shelf they found, in this order:", "-"),
    ("For the journey they bought:", "-"),
    ("The rules of the house were few:", "*"),
)
ITEMS = (
    "one candle, half burned",
    "a spoon (bent)",
    "two keys to the same door",
    "a jar of plum jam",
    "seven buttons and no coat",
    "a letter without a name",
    "a whistle that only geese can hear",
    "bread for a day, string for a year",
    "a map of the inside of a clock",
    "a very small umbrella",
    "three blue stones",
    "a list of everything else",
)
RULES = (
    "shut the gate (the goat is listening)",
    "no singing before noon",
    "whoever breaks a cup tells a story",
    "the last one in puts out the lamp",
    "feed the owl first",
    "nobody counts the spoons",
    "boots stay by the door",
)

FINDINGS = (
    "And there, behind the stove, in the nest of a mouse, was {lost}.",
    "In the end it was {q.name} who found it: {lost} had been in {q.his} own bag.",
    "The next morning {lost} lay on the doorstep, wrapped in a page of an old almanac.",
    "An old woman opened the door, and in her hand she held {lost}.",
    "They never found it. But years later, when the harbour was drained, somebody "
    "brought {p.him} {lost}.",
    "A boy came running up the lane, and what he carried was {lost}.",
)

ENDINGS = (
    "{p.name} laughed until {p.he} had to sit down.",
    "{p.name} and {q.name} went home by different roads, and each told it differently.",
    "{p.He} thanked {q.name}, gave {q.him} {p.his} second scarf, and went to bed.",
    "Since then {p.name} has kept a light in {p.his} window, and {q.name} knows why.",
    "{q.name} stayed for supper, and {q.he} has stayed ever since.",
    "And if {p.he} has not moved, {p.name} lives there still, with {p.his} cat.",
)

MORALS = (
    "What you hold too tightly you cannot see.",
    "A good question keeps warm for a long time.",
    "Not every door that creaks wants to be opened.",
    "Who walks slowly reads the signs.",
    "Small lamps make small shadows.",
    "It is better to share an umbrella than a storm.",
)

LOST = (
    "the brass key", "the blue kettle", "the old fiddle", "the silver thimble",
    "the glass bell", "the second map", "the red lantern", "the ship in the bottle",
    "the copper pan", "the music box", "the wooden bird", "the longest rope",
)  # fmt: skip
