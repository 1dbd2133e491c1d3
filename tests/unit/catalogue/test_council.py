"""A council's file: what is wrong in it is said in words that lead to the mend."""

import pytest

from pipelines.catalogue.council import load_council
from pipelines.errors import BadConfiguration


def complaint(tmp_path, text):
    path = tmp_path / "kent.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadConfiguration) as caught:
        load_council(path)
    return str(caught.value)


def test_a_misspelt_key_is_named_with_the_one_that_was_meant(tmp_path):
    assert "nmae is no key; did you mean name?" in complaint(tmp_path, 'nmae = "Kent"\n')
    said = complaint(tmp_path, '[matrix]\nliklihood_words = ["rare"]\n')
    assert "matrix.liklihood_words is no key; did you mean likelihood_words?" in said


def test_an_area_beyond_the_common_scheme_is_refused(tmp_path):
    said = complaint(tmp_path, '[[areas]]\nlocal = "IT"\narea = "techology"\n')
    assert "'techology' is no area of the common scheme; did you mean technology?" in said


def test_every_fault_is_said_at_once(tmp_path):
    said = complaint(tmp_path, 'nmae = "Kent"\n[headers]\n"What" = "nothing"\n')
    assert "nmae" in said
    assert "'nothing' is no field" in said
    assert "Value error" not in said


def test_what_nobody_confirmed_is_known(tmp_path):
    path = tmp_path / "kent.toml"
    path.write_text('[[areas]]\nlocal = "Cash"\narea = "financial"\nverified = false\n', encoding="utf-8")
    assert load_council(path).unconfirmed == "Cash"
    path.write_text("verified = false\n", encoding="utf-8")
    assert load_council(path).unconfirmed == "everything"
    path.write_text('name = "Kent"\n', encoding="utf-8")
    assert load_council(path).unconfirmed is None
