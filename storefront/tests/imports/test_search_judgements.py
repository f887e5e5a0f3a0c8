"""Judgements as people write them, and the figures that rest on them."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import timezone

from catalog.imports.files import UnreadableFile
from recommendations.training import judgements
from storefront.search_evaluation import contest
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


def test_a_scale_that_begins_at_one_is_lowered(tmp_path: Path) -> None:
    path = tmp_path / "train.csv"
    path.write_bytes(
        b'"id","product_uid","product_title","search_term","relevance"\n'
        b'2,100001,"Simpson 12\xbd"" angle","angle bracket",3\n3,100001,"Simpson","l bracket",2.33\n'
        b'9,100002,"BEHR","deck over",1\n'
    )

    judged = judgements.read(path)

    assert judged.lowered_by == 1
    assert judged.by_query["angle bracket"] == {"100001": 2.0}
    assert judged.by_query["l bracket"]["100001"] == pytest.approx(1.33)
    assert judged.answerable == ["angle bracket", "l bracket"]
    assert judgements.read(path, not_relevant=0).by_query["deck over"] == {"100002": 1.0}
    assert judgements.read(path, not_relevant=2.5).answerable == ["angle bracket"]


@pytest.mark.parametrize(
    "rows",
    [
        "lamp,7,1\nlamp,8,1\n",
        "lamp,7,3\nlamp,8,2\n",
        "lamp,7,0\nlamp,8,2\n",
        "lamp,7,S\nlamp,8,C\n",
    ],
    ids=["one grade", "from two", "from zero", "named"],
)
def test_other_scales_stay(rows: str, tmp_path: Path) -> None:
    path = tmp_path / "judged.csv"
    path.write_text(f"query,product,rating\n{rows}")

    judged = judgements.read(path)

    assert judged.lowered_by == 0
    assert judged.answerable == ["lamp"]


def test_the_best_named_columns_win(tmp_path: Path) -> None:
    path = tmp_path / "train.csv"
    path.write_text(
        "id,query,product_title,product_description,median_relevance,relevance_variance\n"
        "1,bridal shower decorations,Accent Pillow,Red satin,1,0\n2,led lamp,Set of 10,LED,4,0.471\n"
    )

    assert judgements.read(path).by_query == {
        "bridal shower decorations": {"1": 0.0},
        "led lamp": {"2": 3.0},
    }


def test_trec_qrels_are_read_with_their_topics(tmp_path: Path) -> None:
    path, topics = tmp_path / "product.qrels", tmp_path / "topics.tsv"
    path.write_text("5 0 B0001 2\n5\t0\tB0002\t-1\n7 Q0 B0003 1\n")
    topics.write_text("5\toak lamp, small\n7\tsofa\n")

    assert judgements.read(path, questions=topics).by_query == {
        "oak lamp, small": {"B0001": 2.0, "B0002": 0.0},
        "sofa": {"B0003": 1.0},
    }
    topics.write_text("qid\tquery\n5\toak lamp\n")
    with pytest.raises(UnreadableFile, match="row 3: no question has the id '7'"):
        judgements.read(path, questions=topics)


def test_quotes_that_do_not_pair_are_signs_between_tabs(tmp_path: Path) -> None:
    path, topics = tmp_path / "judged.tsv", tmp_path / "topics.tsv"
    rows = [
        '"open\t6\t2',
        '"carpenter jeans\t7\t1',
        'monitor 24"\t8\t2',
        "plain\t9\t1",
        '"quoted ""well"""\t5\t3',
    ]
    path.write_text("query\tproduct\trating\n" + "\n".join(rows) + "\n")

    assert judgements.read(path, not_relevant=0).by_query == {
        '"carpenter jeans': {"7": 1.0},
        'monitor 24"': {"8": 2.0},
        "plain": {"9": 1.0},
        'quoted "well"': {"5": 3.0},
        '"open': {"6": 2.0},
    }
    path.write_text("1 0 7 1\n2 0 8 1\n")
    topics.write_text('1\t"carpenter jeans, blue, long\n2\tmonitor 24", black, new\n')
    assert judgements.read(path, questions=topics).by_query == {
        '"carpenter jeans, blue, long': {"7": 1.0},
        'monitor 24", black, new': {"8": 1.0},
    }


def test_cells_of_several_lines_and_bars_are_read(tmp_path: Path) -> None:
    path = tmp_path / "judged.csv"
    path.write_text(
        'id,query,product_description,rating\n7,lamp,"Warm,\n""round""\n",2\n8,lamp,Cold,1\n'
    )
    assert judgements.read(path, not_relevant=0).by_query == {"lamp": {"7": 2.0, "8": 1.0}}

    path.write_text("query|product|rating\nlamp, oak|7|2\n")
    assert judgements.read(path).by_query == {"lamp, oak": {"7": 2.0}}


@pytest.mark.parametrize("below", [3, 60_000])
def test_an_open_quote_between_commas_is_said(tmp_path: Path, below: int) -> None:
    path = tmp_path / "judged.csv"
    path.write_text('query,product,rating\nlamp,7,1\n"carpenter jeans,8,2\n' + "sofa,9,1\n" * below)

    with pytest.raises(UnreadableFile, match=r'row 3 .*: "carpenter jeans,8,2'):
        judgements.read(path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("query,rating\nlamp,2\n", "The column product is missing"),
        ("query,product,rating\nlamp,7,much\n", "row 2: the grade 'much' is not a number"),
        ("query,product,rating\nlamp,7\n", "row 2: 2 columns, 3 wanted"),
        ("query,product,rating\n", "holds no judgement"),
        ("query,product,rating\nlamp,7,85\n", "on a scale such as 0 to 3"),
    ],
)
def test_what_cannot_be_read_says_why(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "judged.csv"
    path.write_text(text)

    with pytest.raises(UnreadableFile, match=said):
        judgements.read(path)


@pytest.mark.django_db
def test_ids_that_do_not_agree_are_shown_side_by_side() -> None:
    judged = judgements.Judgements({"lamp": {"B0001": 1.0}})

    with pytest.raises(contest.NothingToEvaluate, match="call products B0001, the catalogue none"):
        contest.compete(judged, [], seed=1, now=timezone.now(), progress=lambda stage, done: None)


def test_scores_of_an_answer_with_an_unjudged_product_first() -> None:
    scores = score(["new", "good", "bad"], {"good": 1.0, "bad": 0.0, "missed": 1.0})

    assert scores.mrr == 0.5
    assert scores.recall == 0.5
    assert scores.unjudged == pytest.approx(1 / 3)
    assert scores.ndcg == pytest.approx(0.6309 / 1.6309, abs=1e-4)
    assert scores.ndcg_judged == pytest.approx(1 / 1.6309, abs=1e-4)
