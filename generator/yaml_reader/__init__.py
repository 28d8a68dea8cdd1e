"""The one door to YAML: text to plain values, and the line of every key.

YAML guesses at unquoted values and the guess loses what was written: `1.10` is the number 1.1,
`12:30` is 750, `no` is false, `2019-09-03` a date and `2019-9-3` none. So a value becomes a
number or a truth value here only where that prints back as it was written; all else is text, and
whoever asks for a key says what it must be (`Readings`). Knows nothing of what the keys mean.
"""

from generator.yaml_reader.document import read_mapping, read_value
from generator.yaml_reader.readings import Mapping, Readings, is_slip, kind_of, slips, text_of, truth_of

__all__ = [
    "Mapping",
    "Readings",
    "is_slip",
    "kind_of",
    "read_mapping",
    "read_value",
    "slips",
    "text_of",
    "truth_of",
]
