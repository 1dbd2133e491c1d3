"""Owners keep their roles; people's names are dropped, and how many of a planted set are found is measured."""

from __future__ import annotations

import pytest

from pipelines.shape.owners import Names, looks_like_name, split_owner

PLANTED = (
    "Alan Partridge-Smith",
    "Mary Jones",
    "J. Okafor",
    "J P Morton",
    "Siân Pritchard-Lowe",
    "Patrick O'Neill",
    "Angus MacDonald",
    "Priya Ormerod",
    "Delroy Fanshawe",
    "Tomasz Wrigglesworth",
    "Sue Ellen Ewing",
    "Smith, John",
    "Khan, A.",
    "Rhys ap Gwilym",
    "Mohammed Iqbal",
    "Zofia Kowalska",
    "Chukwuemeka Eze",
    "Li Wei",
    "HELEN BROWN",
    "Aoife Byrne",
    "Ludwig van Dorn",
    "Kwame Mensah",
    "Ffion Rees",
    "Graham Stone",
    "Bo Lindqvist",
)
ROLES = (
    "Director of Finance",
    "Head of Property",
    "Chief Executive",
    "S151 Officer",
    "DCE",
    "Project Manager / Environment Lead",
    "ICT",
    "Public Health",
    "Adult Social Care",
    "Legal Services",
    "Corporate Director: Communities",
    "Housing",
    "SRO",
    "Monitoring Officer",
    "Programme Board",
    "Lead Engineer",
    "Head of HR & OD",
    "Assistant Director, Place",
    "Leadership Team",
    "Cabinet",
    "Kent Police",
    "Highways Contractor",
    "Vacant",
    "TBC",
    "All Directors",
    "Pennaeth Cyllid",
    "Early Help",
    "Property and Assets",
    "Revenues and Benefits Manager",
    "Head of Strategic Planning (interim)",
)


def test_every_planted_name_of_an_owner_cell_is_found():
    missed = [name for name in PLANTED if split_owner(name)[1] == []]
    assert missed == []


def test_no_role_is_taken_for_a_name():
    assert [role for role in ROLES if split_owner(role)[1]] == []


@pytest.mark.parametrize(
    ("cell", "role", "names"),
    [
        ("John Smith, Director of Finance", "Director of Finance", ["John Smith"]),
        ("Director of Finance (Jo Bloggs)", "Director of Finance", ["Jo Bloggs"]),
        ("Jo Bloggs - Head of Audit", "Head of Audit", ["Jo Bloggs"]),
        ("Head of Audit\nJo Bloggs", "Head of Audit", ["Jo Bloggs"]),
        ("Jo Bloggs / Head of Audit", "Head of Audit", ["Jo Bloggs"]),
        ("Jo Bloggs", "[name]", ["Jo Bloggs"]),
        ("Mr J Smith (Director of Place)", "Director of Place", ["J Smith"]),
        ("Jo Bloggs Director of Finance", "Director of Finance", ["Jo Bloggs"]),
        ("Director of Finance", "Director of Finance", []),
        ("Jo Bloggs and Ann Other", "[name]", ["Jo Bloggs", "Ann Other"]),
    ],
)
def test_the_role_is_kept_and_the_name_taken_out(cell, role, names):
    assert split_owner(cell) == (role, names)


def test_a_name_from_an_owner_cell_is_dropped_wherever_it_stands():
    names = Names(["Director of Finance (Joanna Bloggs)"])
    assert (
        names.drop("Joanna Bloggs reports; J Bloggs and J. Bloggs sign. Joanna Bloggs's team.")
        == "[name] reports; [name] and [name] sign. [name] team."
    )
    assert names.dropped == 4


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Agreed with Cllr Pritchard-Lowe.", "Agreed with Cllr [name]."),
        ("Councillor Mary Jones chairs.", "Councillor [name] chairs."),
        ("Mr O'Neill and Dr A Khan met.", "Mr [name] and Dr [name] met."),
        ("Sir Ian Botham came.", "Sir [name] came."),
        ("Mrs. Smith", "Mrs. [name]"),
        ("The Mr Whippy van", "The Mr [name] van"),
    ],
)
def test_a_name_after_a_title_is_dropped_anywhere(text, expected):
    assert Names([]).drop(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Cllr training",
        "Dr appointments are late",
        "The Council will act.",
        "Councillors decide",
        "Miss the target",
        "Lead Officer",
    ],
)
def test_ordinary_words_are_left_alone(text):
    assert Names(["Director of Finance"]).drop(text) == text


def test_a_name_in_free_text_alone_is_not_found_which_is_the_stated_limit():
    assert Names(["Head of Audit"]).drop("Wilhelmina Thrupp will report.") == "Wilhelmina Thrupp will report."


@pytest.mark.parametrize("text", ["Council Tax", "North Yorkshire", "Turner Partnership", "s", ""])
def test_bodies_and_places_are_no_names(text):
    assert not looks_like_name(text)
