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
    missing_chunks,
)
from imigrasi.domain.refusal import Refusal, judge
from tests.support import papers
from tests.support.builders import document

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


# ---------------------------------------------------------------- as announced


def test_a_file_of_another_length_is_refused() -> None:
    content = papers.jpeg()
    assert judge(document(content), content + b"\0", "any") is Refusal.SIZE_DIFFERS


def test_a_file_with_another_hash_is_refused() -> None:
    content, other = papers.jpeg("one"), papers.jpeg("other")
    assert judge(document(content), other, hashlib.sha256(other).hexdigest()) is Refusal.HASH_DIFFERS


def test_a_file_as_it_was_announced_is_none_to_refuse() -> None:
    content = papers.jpeg()
    assert judge(document(content), content, hashlib.sha256(content).hexdigest()) is None
