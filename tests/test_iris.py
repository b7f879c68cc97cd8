"""Identifiers are made from slugs and lead back to them."""

import pytest

from rolegraph import iris


@pytest.mark.parametrize(
    ("iri", "slug"),
    [
        (iris.entity("edition", "11208-vision-2018"), "11208-vision-2018"),
        (iris.part(iris.entity("edition", "11208-x"), "duty", "citizens-1"), "citizens-1"),
        (iris.concept("actor-kind", "resident"), "resident"),
        (iris.passage("tokorozawa-vision-ch4", "4-1/4/b1"), "tokorozawa-vision-ch4/4-1/4/b1"),
        (iris.term("includesKind"), "includes-kind"),
        (iris.term("LeadingProject"), "leading-project"),
        (f"{iris.SHAPES}duty-has-bearer", "duty-has-bearer"),
        (iris.term("rdfs:label"), "label"),
        (iris.term("dct:bibliographicCitation"), "bibliographic-citation"),
        ("https://example.org/other", "https://example.org/other"),
    ],
)
def test_an_iri_leads_back_to_the_slug_that_people_type(iri: str, slug: str) -> None:
    assert iris.slug(iri) == slug


def test_terms_of_others_are_written_with_their_prefix() -> None:
    assert iris.term("dct:issued") == "http://purl.org/dc/terms/issued"


def test_graphs_are_named_after_what_they_hold() -> None:
    assert iris.graph("edition", "x-1") == "https://w3id.org/rolegraph/graph/edition/x-1"
    assert iris.graph("derived") == "https://w3id.org/rolegraph/graph/derived"
