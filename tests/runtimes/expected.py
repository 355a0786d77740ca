"""What is known of the tests in other runtimes than Node. It is held both ways: one that begins to pass fails, too.

A test is named by its file, function and, where not all are meant, what is in its brackets but for the runtime.
"""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

BUN, DENO = "bun", "deno"
BOTH = (BUN, DENO)

NODES_OWN = (
    "test_examples.py::test_the_scripts_of_the_electron_app_are_javascript",  # `node --check`
    "test_examples.py::test_an_electron_app_wires_its_window_to_python",
    "test_loading.py::test_node_watches_the_python_of_a_module",
    "test_signals.py",  # whose AbortSignal is the runtime's, but in PythonMonkey
)
"""Tests of what is Node's, or not ours."""


@dataclass
class Lack:
    """Why tests fail in some runtimes. Where it is not `always`, they may pass as well, and are not run."""

    runtimes: tuple[str, ...]
    reason: str
    tests: tuple[str, ...]
    always: bool = True


LACKS = (
    Lack(
        BOTH,
        "callbacks of native code have no async context: AsyncLocalStorage is lost in them, but not in Promises",
        (
            "test_callbacks.py::test_a_callback_runs_in_its_calls_async_context",
            "test_cancel.py::test_async_local_storage_is_kept_in_the_answer",
            "test_exports.py::test_async_local_storage_is_kept",
            "test_later.py::test_javascript_called_by_complete_keeps_its_async_context",
            "test_order.py::test_async_local_storage_is_kept",
            "test_tracing.py::test_listeners_are_told_of_calls",
        ),
    ),
    Lack((BUN,), "async_hooks tells nobody of anything", ("test_order.py::test_async_hooks_see_each_job",)),
    Lack(
        BOTH,
        "ticks and microtasks drain after all callbacks that have come, and not after each",
        (
            "test_cancel.py::test_the_answer_is_never_synchronous",
            "test_order.py::test_a_handled_throw_holds_up_nothing",
            "test_order.py::test_ticks_then_microtasks_drain_after_each_callback",
            "test_streams.py::test_items_and_posts_come_in_their_order",
        ),
    ),
    Lack(
        BOTH,
        "so `drain` may come before the refusal that waits for it",
        ("test_pool_api.py::test_who_waits_for_drain_when_refused_comes_to_be_called",),
        always=False,
    ),
    Lack(
        BOTH,
        "what a callback throws ends the process only once those that wait have been called",
        ("test_order.py::test_a_callback_that_fails_ends_the_process_unless_handled",),
    ),
    Lack(
        (BUN,),
        "node:v8 has another format: js/wire/walk.js writes and reads V8's, and is slower",
        (
            "test_columns.py::test_columns_need_no_generated_code",
            "test_columns.py::test_random_columns_are_read_as_they_are_without",
            "test_columns.py::test_what_is_nearly_alike_is_read_as_it_is_without",
            "test_walk.py::test_v8_reads_what_it_writes",
            "test_wire.py::test_names_that_look_like_numbers_come_as_javascript_orders_them",
            "test_wire.py::test_node_reads_what_is_written_and_its_answer_is_read",
            "test_wire.py::test_what_node_writes_is_read_as_it_is",
        ),
    ),
    Lack(
        (BUN,),
        "JavaScriptCore has other stacks, limits and messages: no async frames, longer strings, more recursion",
        (
            "test_classes.py::test_a_property_without_a_setter_is_read_only",
            "test_complete.py::test_what_javascript_cannot_hold_is_an_error",
            "test_errors.py::test_a_broken_prepare_stack_trace_replaces_no_error",
            "test_errors.py::test_a_rejection_has_the_frames_of_who_awaits_it",
            "test_misuse.py::test_how_deep_is_for_v8_to_say",
            "test_streams.py::test_errors_come_after_the_items_before_them",
            "test_type_table.py::test_large_values_cross_and_deep_ones_are_refused",
        ),
    ),
    Lack(
        (BUN,),
        "napi_call_function gives a strict function globalThis where undefined was passed as `this`",
        (
            "test_examples.py::test_functions_are_called_constructed_and_made",
            "test_handles.py::test_a_function_is_called_with_any_number_of_arguments",
        ),
    ),
    Lack(
        (BUN,),
        "napi_define_class: methods take any object for `this`, and what a constructor returns is nothing",
        (
            "test_classes.py::test_misuse_is_a_clear_error",
            "test_identity.py::test_an_instance_is_one_object_whichever_way_it_comes",
        ),
    ),
    Lack(
        (BUN,),
        "below an error that nobody catches, its last line, Bun's version, is missing",
        ("test_stopping_exits.py::test_the_process_ends_as_node_ends_alone[by a throw",),
    ),
    Lack(
        (BUN,),
        "an ArrayBuffer that native code holds can be transferred away",
        ("test_buffers.py::test_what_python_holds_is_not_transferred_away",),
    ),
    Lack(
        (BUN,),
        "it ends without running the destructors of the process, as C++ libraries have them",
        (
            "test_examples.py::test_words_are_counted_as_in_javascript",
            "test_exit.py::test_what_is_destroyed_last_may_take_the_gil",
        ),
        always=False,
    ),
    Lack(
        (DENO,),
        "napi_get_new_target tells of a `new` where there is none, and `this` of a plain call is undefined",
        (
            "test_classes.py::test_misuse_is_a_clear_error",
            "test_classes_by_reference.py::test_what_is_no_instance_is_refused",
            "test_examples.py::test_a_user_has_its_properties",
            "test_handles.py::test_this_and_kind_are_those_of_the_call",
        ),
    ),
    Lack(
        (DENO,),
        "V8's own symbols are not exported: memory of WebAssembly's is not known for what it is, and cannot grow",
        ("test_buffers.py::test_webassemblys_memory_is_copied",),
    ),
    Lack(
        (DENO,),
        "strings lose lone surrogates on their way through Node-API, and the environment what is no UTF-8",
        (
            "test_loading.py::test_python_sees_what_process_env_is_by_then",
            "test_type_table.py::test_every_row_from_python",
        ),
    ),
    Lack(
        (BUN,),
        "a worker's process.env is that of all",
        ("test_loading.py::test_python_sees_what_process_env_is_by_then",),
    ),
    Lack(
        (DENO,),
        "a MessagePort is a plain object",
        ("test_type_table.py::test_what_is_shared_between_threads_is_not_copied",),
    ),
    Lack(
        (DENO,),
        "what a worker has is not collected before it ends",
        ("test_kept.py::test_what_another_environment_keeps_says_so",),
    ),
    Lack(
        (DENO,),
        "a module is found by its name only if package.json or an import map has it",
        (
            "test_loading.py::test_an_es_module_names_what_python_exports",
            "test_types.py::test_the_published_package_runs[use.mjs",
        ),
    ),
    Lack(
        (DENO,),
        "spawnSync says nothing of a file that cannot be run",
        ("test_bad_input.py::test_no_python_says_what_would_mend_it",),
    ),
    Lack(
        (DENO,),
        "--stack-size is more than its thread has",
        ("test_bad_input.py::test_a_small_stack_is_measured_before_it_ends",),
    ),
    Lack(
        (DENO,),
        "an error that nobody catches ends the process without the `exit` event",
        ("test_python_inside.py::test_exit_functions_run[throw",),
    ),
    Lack(
        (DENO,),
        "a worker of node:cluster that is told to end leaves requests without an answer",
        ("test_serving.py::test_a_cluster_ends_within_its_grace",),
    ),
    Lack(
        (DENO,),
        "its memory grows by more than the test allows, and its timers are late where it is busy",
        (
            "test_cancel.py::test_timeouts_come_in_their_order",
            "test_storm.py::test_each_call_of_a_storm_is_answered_once",
        ),
        always=False,
    ),
)


def expect(items: list[pytest.Item]) -> Iterator[pytest.Item]:
    """Give the tests that are for other runtimes, marked by what is known of them."""
    for item in items:
        runtime = next((each for each in BOTH if f"[{each}" in item.nodeid), None)
        name = item.nodeid.removeprefix("tests/").replace(f"[{runtime}-", "[")
        if runtime is None or name.startswith(NODES_OWN):
            continue
        for lack in LACKS:
            if runtime in lack.runtimes and name.startswith(lack.tests):
                item.add_marker(pytest.mark.xfail(reason=lack.reason, strict=True, run=lack.always))
        yield item
