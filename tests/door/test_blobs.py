"""Published bytes: names that never change their meaning, scopes, bounds, and what reaches the disk."""

import gzip
import threading

import pytest

from data import blobs as module
from data.blobs import EVERYONE, Blobs
from geo.model.errors import BadInput

BODY = b'{"type":"FeatureCollection","features":[]}' * 400


def name(url):
    assert url.startswith("data/v1/")
    return url.removeprefix("data/v1/")


def publish(table, body=BODY, *, layer="l2", ext="geojson", scope="leader:410106", cache="immutable", version="1"):
    return name(table.publish(layer, body, ext, scope_key=scope, cache=cache, version=version))


def test_the_same_bytes_have_the_same_name_and_any_change_another():
    table = Blobs()
    first = publish(table)
    assert publish(Blobs()) == first
    others = [
        publish(table, BODY + b" "),
        publish(table, layer="l3"),
        publish(table, ext="json"),
        publish(table, scope="street:410106001"),
        publish(table, cache="revalidate"),
        publish(table, version="2"),
    ]
    assert len({first, *others}) == 7


def test_a_blob_comes_back_in_every_encoding():
    blob = (table := Blobs()).get(publish(table))
    assert blob.encoded(frozenset()) == ("identity", BODY)
    encoding, body = blob.encoded(frozenset({"gzip"}))
    assert (encoding, gzip.decompress(body)) == ("gzip", BODY)
    if module.brotli is not None:
        encoding, body = blob.encoded(frozenset({"gzip", "br"}))
        assert (encoding, module.brotli.decompress(body)) == ("br", BODY)


def test_small_and_packed_bytes_stay_as_they_are():
    table = Blobs()
    assert set(table.get(publish(table, b"{}")).bodies) == {"identity"}
    assert set(table.get(publish(table, BODY, ext="png")).bodies) == {"identity"}


def test_without_brotli_gzip_is_enough(monkeypatch):
    monkeypatch.setattr(module, "brotli", None)
    table = Blobs()
    assert set(table.get(publish(table)).bodies) == {"gzip"}


def test_a_blob_is_read_by_its_scope_only():
    table = Blobs()
    blob = table.get(publish(table))
    assert blob.readable_by("leader:410106")
    assert not blob.readable_by("street:410106001")
    assert table.get(publish(table, scope=EVERYONE)).readable_by("street:410106001")


def test_immutable_blobs_outlive_the_process_and_others_never_touch_the_disk(tmp_path):
    table = Blobs(tmp_path)
    kept, events, persons = (publish(table, cache=cache) for cache in ("immutable", "revalidate", "no-store"))
    again = Blobs(tmp_path)
    assert again.get(kept) == table.get(kept)
    assert again.get(events) is None
    assert again.get(persons) is None
    assert [path.name for path in tmp_path.iterdir()] == [f"{kept}.blob"]


@pytest.mark.parametrize(
    "spoil", [b"", b"{}\n", b"junk", b'{"scope":"x","cache":"immutable","parts":[["gzip",99]]}\nab']
)
def test_a_spoilt_file_counts_as_absent(tmp_path, spoil):
    kept = publish(Blobs(tmp_path))
    (tmp_path / f"{kept}.blob").write_bytes(spoil)
    assert Blobs(tmp_path).get(kept) is None


def test_memory_and_folder_are_bounded(tmp_path):
    table = Blobs(tmp_path, memory_bytes=3000, folder_bytes=3000)
    names = [publish(table, bytes([i]) * 399, layer="l2") for i in range(30)]
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= 3000
    assert table._held_bytes <= 3000
    assert table.get(names[-1]) is not None
    assert table.get(names[0]) is None


@pytest.mark.parametrize(
    "asked",
    ["", "..", "../../etc/passwd", "l2.0123456789abcdef0123.geojson", "l2/x.json", "a" * 5000, "l2.\0.json", "张"],
)
def test_any_text_may_be_asked_for(tmp_path, asked):
    assert Blobs(tmp_path).get(asked) is None


@pytest.mark.parametrize(
    "wrong", [{"layer": "L2"}, {"layer": "../x"}, {"layer": ""}, {"ext": "exe"}, {"cache": "forever"}]
)
def test_names_outside_the_agreement_are_refused(wrong):
    with pytest.raises(BadInput, match="约定"):
        publish(Blobs(), **wrong)


def test_a_disk_that_cannot_be_written_costs_only_the_copy(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    table = Blobs(tmp_path / "file")
    assert table.get(publish(table)) is not None


def test_many_threads_publish_and_read(tmp_path):
    table = Blobs(tmp_path, memory_bytes=20_000)
    wrong = []

    def work(seed):
        for i in range(40):
            body = bytes([seed, i]) * 300
            got = table.get(publish(table, body))
            if got is None or got.encoded(frozenset())[1] != body:
                wrong.append((seed, i))

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert table._held_bytes == sum(blob.size for blob in table._held.values())
