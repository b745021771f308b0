"""Documents: how they are cut, what their bytes really are, which are refused."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imigrasi.domain.document import (
    DEFAULT_CHUNK,
    KIB,
    LARGEST_CHUNK,
    SMALLEST_CHUNK,
    chunk_size_for,
    judge,
    missing_chunks,
    real_type,
)
from tests.support import papers
from tests.support.builders import document


def verdict(content: bytes, content_type: str) -> tuple[str, ...]:
    announced = document(content, content_type=content_type)
    return judge(announced, content, hashlib.sha256(content).hexdigest())


# ---------------------------------------------------------------- chunks


@given(st.one_of(st.none(), st.integers(1, 2**31)))
def test_a_chunk_is_64_to_512_kib_in_whole_64_kib(preferred: int | None) -> None:
    size = chunk_size_for(preferred)
    assert SMALLEST_CHUNK <= size <= LARGEST_CHUNK
    assert size % SMALLEST_CHUNK == 0


@pytest.mark.parametrize(
    ("preferred", "given_size"),
    [
        (None, DEFAULT_CHUNK),
        (1, 64 * KIB),
        (64 * KIB, 64 * KIB),
        (100 * KIB, 64 * KIB),
        (128 * KIB, 128 * KIB),
        (512 * KIB, 512 * KIB),
        (10**9, 512 * KIB),
    ],
)
def test_the_wish_for_a_chunk_size_is_cut_to_what_is_allowed(preferred: int | None, given_size: int) -> None:
    assert chunk_size_for(preferred) == given_size


sizes = st.integers(1, 20 * 64 * KIB)


@given(sizes)
def test_the_chunks_of_a_document_add_up_to_it(size: int) -> None:
    announced = document(size=size)
    lengths = [announced.chunk_length(number) for number in range(announced.chunks)]
    assert sum(lengths) == size
    assert all(length == announced.chunk_size for length in lengths[:-1])
    assert 0 < lengths[-1] <= announced.chunk_size


@pytest.mark.parametrize(("size", "chunks"), [(1, 1), (65_535, 1), (65_536, 1), (65_537, 2), (131_072, 2)])
def test_a_full_chunk_opens_no_empty_one(size: int, chunks: int) -> None:
    assert document(size=size).chunks == chunks


@given(sizes, st.data())
def test_exactly_the_absent_and_the_short_chunks_are_missing(size: int, data: st.DataObject) -> None:
    announced = document(size=size)
    whole = {number: announced.chunk_length(number) for number in range(announced.chunks)}
    absent = data.draw(st.sets(st.sampled_from(sorted(whole))))
    short = data.draw(st.sets(st.sampled_from(sorted(whole)))) - absent
    received = {n: length - (n in short) for n, length in whole.items() if n not in absent}
    assert missing_chunks(announced, received) == tuple(sorted(absent | short))


def test_objects_beyond_the_last_chunk_make_nothing_complete() -> None:
    assert missing_chunks(document(size=100), {0: 99, 1: 1, 7: 100}) == (0,)


def test_a_chunks_key_has_five_digits() -> None:
    assert document(size=1).chunk_key(7) == "LBG-0000-0000-0/abcdefghijklmnop/00007"


# ---------------------------------------------------------------- types

GOOD = [
    (papers.png(), "image/png"),
    (papers.jpeg(), "image/jpeg"),
    (papers.jpeg() + b"\0\0\r\n", "image/jpeg"),
    (papers.pdf(), "application/pdf"),
    (papers.pdf() + b"\n" * 900, "application/pdf"),
]


@pytest.mark.parametrize(("content", "content_type"), GOOD)
def test_a_whole_file_of_its_type_is_accepted(content: bytes, content_type: str) -> None:
    assert verdict(content, content_type) == ()


@pytest.mark.parametrize(("content", "content_type"), GOOD)
@pytest.mark.parametrize("other", ["image/png", "image/jpeg", "application/pdf"])
def test_a_file_of_another_type_than_announced_is_refused(content: bytes, content_type: str, other: str) -> None:
    expected = () if other == content_type else ("content_differs_from_type",)
    assert verdict(content, other) == expected


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0" * 4096,
        b"<svg onload=alert(1)>",
        b"MZ\x90\0",
        b"PK\x03\x04 archive",
        b"GIF89a",
        papers.png()[:-1],
        papers.jpeg()[:-2],
        papers.pdf()[:-7],
        b" " + papers.png(),
        papers.png() + b"PK\x03\x04",
        papers.pdf() + b"<script>" * 300,
    ],
)
def test_a_file_without_a_types_beginning_and_end_is_of_no_type(content: bytes) -> None:
    assert real_type(content) is None


def test_a_file_of_no_type_is_unreadable() -> None:
    assert verdict(b"just text", "image/png") == ("content_unreadable",)


@pytest.mark.parametrize("name", [b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/RichMedia"])
def test_a_pdf_that_acts_on_its_own_is_refused(name: bytes) -> None:
    assert verdict(papers.pdf(extra=name + b" 5 0 R"), "application/pdf") == ("pdf_active_content",)


def test_a_pdf_name_that_only_begins_alike_is_harmless() -> None:
    assert verdict(papers.pdf(extra=b"/LaunchPadding 1"), "application/pdf") == ()


def test_an_active_name_after_a_harmless_one_is_found() -> None:
    extra = b"/LaunchPadding 1/Launch 2 0 R"
    assert verdict(papers.pdf(extra=extra), "application/pdf") == ("pdf_active_content",)


def test_an_encrypted_pdf_is_refused() -> None:
    assert verdict(papers.pdf(extra=b"/Encrypt 9 0 R"), "application/pdf") == ("pdf_encrypted",)


# ---------------------------------------------------------------- as announced


def test_a_file_of_another_length_is_refused() -> None:
    content = papers.jpeg()
    assert judge(document(content), content + b"\0", "any") == ("size_differs",)


def test_a_file_with_another_hash_is_refused() -> None:
    content, other = papers.jpeg("one"), papers.jpeg("other")
    assert judge(document(content), other, hashlib.sha256(other).hexdigest()) == ("hash_differs",)


@given(st.binary(max_size=300))
def test_random_bytes_are_never_accepted(content: bytes) -> None:
    assert verdict(content, "image/png") != ()
