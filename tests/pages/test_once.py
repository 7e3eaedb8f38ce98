"""The cache of answers: made once, kept while it is good and of the version asked for, let go with its version."""

import gc
import threading
import weakref

from pages.parts.once import Once


class Answer:
    """Something that can be watched."""


def test_many_askers_make_a_value_once():
    made, cache, start = [], Once(4), threading.Barrier(8)

    def ask():
        start.wait()
        cache.get("a", lambda: made.append(1) or Answer())

    askers = [threading.Thread(target=ask) for _ in range(8)]
    [one.start() for one in askers]
    [one.join() for one in askers]
    assert made == [1]


def test_another_version_is_made_anew_and_the_older_one_is_let_go():
    cache = Once(24)
    held = weakref.ref(cache.get("a", Answer, version=1))
    assert cache.get("a", Answer, version=1) is held()
    second = cache.get("a", Answer, version=2)
    gc.collect()
    assert held() is None
    assert cache.get("a", Answer, version=2) is second


def test_versions_of_one_key_do_not_push_out_other_keys():
    cache = Once(2)
    other = cache.get("b", Answer, version=1)
    for version in range(9):
        cache.get("a", Answer, version=version)
    assert cache.get("b", Answer, version=1) is other


def test_the_longest_unused_goes_first_and_what_is_no_longer_good_is_made_again():
    cache = Once(2)
    first = cache.get("a", Answer)
    cache.get("b", Answer)
    assert cache.get("a", Answer) is first
    cache.get("c", Answer)
    assert cache.get("a", Answer) is first
    assert cache.get("a", Answer, good=lambda held: held is not first) is not first
