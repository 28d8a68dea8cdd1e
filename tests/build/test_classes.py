"""The classes of remembered values: each has a name of its own, and no other is found."""

from __future__ import annotations

import pytest

from generator.build.cache import classes
from generator.build.cache.classes import CLASSES, every_class


def test_each_has_a_name_of_its_own() -> None:
    names = [name for home in classes._HOMES.values() for name in home]
    assert len(set(names)) == len(names)
    assert [each.__name__ for each in every_class()] == names


@pytest.mark.parametrize("name", ["system", "Path", "Lasting", "", "__import__"])
def test_no_other_is_found(name: str) -> None:
    with pytest.raises(KeyError):
        CLASSES[name]
