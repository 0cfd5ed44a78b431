"""The stream of a backup: whatever happens to the file on its way is noticed before anything is restored."""

import io

import pytest

from config.backup.sealing import PIECE, Damaged, SealingWriter, Unsealed, opened

KEY, OTHER = b"k" * 32, b"o" * 32
SIZES = [0, 1, 1000, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE + 7]


def sealed(plain: bytes, key: bytes = KEY) -> bytes:
    out = io.BytesIO()
    writer = SealingWriter(out, key)
    for start in range(0, len(plain), 70_000):
        writer.write(plain[start : start + 70_000])
    writer.close()
    return out.getvalue()


def read(file: bytes, key: bytes = KEY) -> bytes:
    return b"".join(opened(io.BytesIO(file), [key]))


@pytest.mark.parametrize("size", SIZES)
def test_what_went_in_comes_out(size: int) -> None:
    plain = bytes(i % 251 for i in range(size))
    file = sealed(plain)
    assert read(file) == plain
    assert plain[:50] not in file or size < 2


@pytest.mark.parametrize("cut", [1, 5, 20, 100, PIECE])
def test_file_cut_short_is_noticed(cut: int) -> None:
    with pytest.raises(Damaged):
        read(sealed(b"x" * (2 * PIECE + 50))[:-cut])


def test_last_piece_missing_as_a_whole_is_noticed() -> None:
    file = sealed(b"x" * (2 * PIECE))
    end_of_first = 24 + 4 + 12 + PIECE + 16
    with pytest.raises(Damaged, match="cut short"):
        read(file[:end_of_first])


@pytest.mark.parametrize("place", [0, 9, 25, 30, 60, -1])
def test_one_changed_bit_is_noticed(place: int) -> None:
    file = bytearray(sealed(b"what was said" * 100))
    file[place] ^= 1
    with pytest.raises(Damaged):
        read(bytes(file))


def test_pieces_in_another_order_are_noticed() -> None:
    file = sealed(b"a" * PIECE + b"b" * PIECE + b"c")
    length = 4 + 12 + PIECE + 16
    first, second = file[24 : 24 + length], file[24 + length : 24 + 2 * length]
    with pytest.raises(Damaged):
        read(file[:24] + second + first + file[24 + 2 * length :])


def test_something_added_is_noticed() -> None:
    file = sealed(b"a")
    with pytest.raises(Damaged):
        read(file + sealed(b"b")[24:])


def test_another_key_opens_nothing() -> None:
    with pytest.raises(Damaged):
        read(sealed(b"a"), OTHER)


def test_file_of_another_kind_is_named() -> None:
    with pytest.raises(Damaged, match="not a backup"):
        read(b"PGDMP and so on")


def test_reader_wants_all_and_no_more() -> None:
    source = Unsealed(opened(io.BytesIO(sealed(b"abcdef")), [KEY]))
    assert source.exactly(4) == b"abcd"
    with pytest.raises(Damaged, match="more in the file"):
        source.finish()
    with pytest.raises(Damaged, match="too early"):
        Unsealed(opened(io.BytesIO(sealed(b"abc")), [KEY])).exactly(4)


def test_backup_from_before_a_new_key_opens_while_the_old_one_is_known() -> None:
    file = sealed(b"x" * (2 * PIECE + 5), OTHER)
    assert b"".join(opened(io.BytesIO(file), [KEY, OTHER])) == b"x" * (2 * PIECE + 5)
    with pytest.raises(Damaged, match="another key"):
        read(file, KEY)
