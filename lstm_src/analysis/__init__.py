"""What happens inside a network: gates, half-lives, gradient flow, surgery, neurons."""

from lstm_src.analysis.gradient_flow import (
    Flow,
    gradient_flow,
    jacobian_products,
    singular_values,
    state_jacobians,
)
from lstm_src.analysis.holding import hold
from lstm_src.analysis.memory import (
    GateSummary,
    gate_summary,
    half_life,
    keep_gate,
    mean_half_life,
)
from lstm_src.analysis.neurons import (
    Finding,
    cell_scores,
    neuron_search,
    search_table,
)
from lstm_src.analysis.properties import (
    inside_brackets,
    inside_quotes,
    labelled,
    line_position,
)
from lstm_src.analysis.surgery import ablation, carry, clamp, silence, transplant

__all__ = [
    "Finding",
    "Flow",
    "GateSummary",
    "ablation",
    "carry",
    "cell_scores",
    "clamp",
    "gate_summary",
    "gradient_flow",
    "half_life",
    "hold",
    "inside_brackets",
    "inside_quotes",
    "jacobian_products",
    "keep_gate",
    "labelled",
    "line_position",
    "mean_half_life",
    "neuron_search",
    "search_table",
    "silence",
    "singular_values",
    "state_jacobians",
    "transplant",
]
