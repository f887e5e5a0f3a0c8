"""Judgements as people write them, and the figures that rest on them."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.imports.files import UnreadableFile
from recommendations.training import judgements
from storefront.search_evaluation.scores import score


def test_columns_are_found_by_name_and_grades_may_be_words(tmp_path: Path) -> None:
    path = tmp_path / "judged.tsv"
    path.write_text("label\tsearch_query\tproduct_id\nExact\toak lamp\t7\n1\toak lamp\t8.0\n")

    assert judgements.read(path).by_query == {"oak lamp": {"7": 3.0, "8": 1.0}}


def test_a_column_of_another_name_can_be_named(tmp_path: Path) -> None:
    path = tmp_path / "judged.csv"
    path.write_text("query,thing,rating\nlamp,7,2\n")

    assert judgements.read(path, mapping={"thing": "product"}).by_query == {"lamp": {"7": 2.0}}


def test_questions_may_be_named_by_number_and_grades_by_a_letter(tmp_path: Path) -> None:
    path, questions = tmp_path / "label.csv", tmp_path / "query.csv"
    path.write_text("id;query_id;product_id;esci_label\n0;5;7;E\n1;5;8;I\n")
    questions.write_text('query_id,query,query_class\n5,"lamp, oak",Lamps\n')

    assert judgements.read(path, questions=questions).by_query == {
        "lamp, oak": {"7": 3.0, "8": 0.0}
    }
    with pytest.raises(UnreadableFile, match="--queries FILE"):
        judgements.read(path)
    questions.write_text("query_id,query\n6,sofa\n")
    with pytest.raises(UnreadableFile, match="row 2: no question has the id '5'"):
        judgements.read(path, questions=questions)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("query,rating\nlamp,2\n", "The column product is missing"),
        ("query,product,rating\nlamp,7,much\n", "row 2: the grade 'much' is not a number"),
        ("query,product,rating\nlamp,7\n", "row 2: 2 columns, 3 wanted"),
        ("query,product,rating\n", "holds no judgement"),
    ],
)
def test_what_cannot_be_read_says_why(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "judged.csv"
    path.write_text(text)

    with pytest.raises(UnreadableFile, match=said):
        judgements.read(path)


def test_scores_of_an_answer_with_an_unjudged_product_first() -> None:
    scores = score(["new", "good", "bad"], {"good": 1.0, "bad": 0.0, "missed": 1.0})

    assert scores.mrr == 0.5
    assert scores.recall == 0.5
    assert scores.unjudged == pytest.approx(1 / 3)
    assert scores.ndcg == pytest.approx(0.6309 / 1.6309, abs=1e-4)
    assert scores.ndcg_judged == pytest.approx(1 / 1.6309, abs=1e-4)
