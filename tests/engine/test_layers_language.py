from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.engine import zoo
from generator.engine.cost import cost_table
from generator.engine.layers_language import LAYERS, parse, unparse
from generator.engine.network import shapes

VARIANTS: list[tuple[str, dict[str, object]]] = [
    *((name, {}) for name in zoo.NAMES),
    ("resnet34", {"shortcut": "A"}),
    ("resnet50", {"variant": "slim"}),
    ("googlenet", {"form": "bn"}),
    ("mobilenet_v1", {"standard": True, "width": 0.5}),
]


@pytest.mark.parametrize(("name", "options"), VARIANTS)
def test_every_network_of_the_zoo_is_printed_and_read_back_equal(
    name: str, options: dict[str, object]
) -> None:
    network = zoo.build(name, **options)
    parsed = parse(unparse(network))
    assert parsed.problems == () and parsed.network == network


def test_a_paper_table_reads_as_its_network() -> None:
    rows = [
        "network mobilenet_v2",
        "input 3x224x224",
        "[stem]",
        "conv 3x3 32 /2 bn relu6",
        *(
            f"[bottleneck{i}]\nbottleneck t={t} c={c} n={n} s={s}"
            for i, (t, c, n, s) in enumerate(zoo.mobilenet.V2_BOTTLENECKS, 1)
        ),
        "[head]",
        "pw 1280 bn relu6",
        "gap",
        "fc 1000",
    ]
    assert parse("\n".join(rows)).network == zoo.build("mobilenet_v2")


def test_resnets_of_blocks_read_as_resnets() -> None:
    head = "network resnet18\ninput 3x224x224\n[conv1]\nconv 7x7 64 /2 bn relu\n[conv2_x]\nmax 3x3 /2 p=1\n"
    stages = "".join(
        f"{'' if c == 64 else f'[conv{i}_x]'}\nbasic c={c} n=2 s={1 if c == 64 else 2}\n"
        for i, c in enumerate((64, 128, 256, 512), 2)
    )
    assert parse(head + stages + "[head]\ngap\nfc 1000").network == zoo.build("resnet18")


def test_a_line_repeats() -> None:
    spelled = parse("input 3x9x9\nconv 3x3 4 relu\nconv 3x3 4 relu\nlast: conv 3x3 4 relu\nadd last last")
    repeated = parse("input 3x9x9\nlast: conv 3x3 4 relu n=3\nadd last last")
    assert spelled.problems == () and spelled == repeated
    for text in ("conv 3x3 4 n=0", "basic c=4 n=0"):
        (problem,) = parse(f"input 3x9x9\n{text}").problems
        assert (problem.line, problem.message) == (2, '"n=0" adds no layer')


def test_every_option_survives_the_round_trip() -> None:
    text = """
        network all        # a comment
        input 4x33x31
        conv 3x5 8 /2x1 p=1,2 d=1x2 g=2 bias flip bn relu
        came: dw 3x3 p=0,1,1,0 tanh
        local 3x3 8 p=same_tf bias
        max 3x3 /2 p=1 ceil
        avg 2 include_pad
        transposed 3x3 6 /2 p=1 out=1 d=2 g=2 bias
        shuffle 3
        lrn 5
        pw 8 from came sigmoid
        add came relu6
        shortcut 12 /2
        a: separable 3x3 8 /2
        concat a a
        gap
        fc 10 nobias softmax
    """
    first = parse(text)
    assert first.problems == () and first.network is not None
    assert parse(unparse(first.network)).network == first.network
    assert shapes(first.network)["fc1"] == (10, 1, 1)


def test_a_named_skip_counts_its_costs() -> None:
    parsed = parse("input 16x8x8\ncame: conv 3x3 16\nconv 3x3 16\nadd came\nlocal 3x3 4 p=0\nfc 10")
    assert parsed.network is not None
    assert cost_table(parsed.network).total.macs == 2 * 64 * 9 * 256 + 36 * 9 * 64 + 144 * 10


@pytest.mark.parametrize(
    ("text", "line", "message", "help"),
    [
        ("conv 3x3 8", 1, "the input is not known yet", "input 3x224x224"),
        ("input 3x8", 1, "no input shape", "channels"),
        ("input 3x8x8\n\ncnv 3x3 8", 3, 'unknown layer "cnv"', '"conv"'),
        ("input 3x8x8\nconv 3x3", 2, "needs a number of channels", ""),
        ("input 3x8x8\nconv three 8", 2, 'unknown word "three"', ""),
        ("input 3x8x8\nconv 3x3 8 stride=2", 2, 'unknown option "stride"', ""),
        ("input 3x8x8\nconv 3x3 8 p=-1", 2, "is no padding", "same_tf"),
        ("input 3x8x8\nconv 3x3 8 9", 2, 'does not take "9"', ""),
        ("input 3x8x8\nskip: conv 3x3 8\nadd skp", 3, 'no layer named "skp"', '"skip"'),
        ("input 3x8x8\nconv 3x3 8\nadd", 3, "needs a name", "label a line"),
        ("input 3x8x8\nconv 9x9 8 p=0", 2, "no window fits", ""),
        ("input 3x8x8\nconv 3x3 8 g=2", 2, "3 % 2 = 1", ""),
        ("input 3x8x8\na: conv 3x3 8\nconv 3x3 8 /2\nadd a", 4, "maps of one shape", ""),
        ("input 3x8x8\na: conv 3x3 8\na: conv 3x3 8", 3, "is taken", ""),
        ("input 3x8x8\nlabel:", 2, "a label without a layer", ""),
        ("", 0, "no layers found", "input"),
    ],
)
def test_problems_stand_at_their_lines(text: str, line: int, message: str, help: str) -> None:
    parsed = parse(text)
    assert parsed.network is None
    assert len(parsed.problems) == 1
    problem = parsed.problems[0]
    assert problem.line == line and message in problem.message and help in problem.help


def test_all_words_that_cannot_be_read_are_listed_at_once() -> None:
    parsed = parse("input 3x8x8\ncame: conv x 8\npool 2\nadd came\ndw 3x3 q=1")
    assert [problem.line for problem in parsed.problems] == [2, 3, 5]


@given(st.text(alphabet="conv dwpslxadgR123/=:,[]#\n", max_size=60), st.sampled_from(sorted(LAYERS)))
@settings(max_examples=200, deadline=None)
def test_no_text_raises(text: str, word: str) -> None:
    parsed = parse(f"input 3x8x8\n{word} {text}\n{text}")
    assert (parsed.network is None) == bool(parsed.problems)
