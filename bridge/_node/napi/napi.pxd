"""Declarations only: Node-API and libuv. node_api.h has the types; Cython declares the functions of Node-API in C, too."""
from libc.stdint cimport uint16_t, uint32_t, uint64_t


cdef extern from "node_api.h" nogil:
    ctypedef bint c_bool "bool"
    ctypedef struct napi_env__
    ctypedef napi_env__* napi_env
    ctypedef struct napi_value__
    ctypedef napi_value__* napi_value
    ctypedef struct napi_ref__
    ctypedef napi_ref__* napi_ref
    ctypedef struct napi_deferred__
    ctypedef napi_deferred__* napi_deferred
    ctypedef struct napi_handle_scope__
    ctypedef napi_handle_scope__* napi_handle_scope
    ctypedef struct napi_callback_scope__
    ctypedef napi_callback_scope__* napi_callback_scope
    ctypedef struct napi_async_context__
    ctypedef napi_async_context__* napi_async_context
    ctypedef struct napi_callback_info__
    ctypedef napi_callback_info__* napi_callback_info
    ctypedef struct napi_async_cleanup_hook_handle__
    ctypedef napi_async_cleanup_hook_handle__* napi_async_cleanup_hook_handle

    ctypedef enum napi_status:
        napi_ok
        napi_pending_exception
        napi_no_external_buffers_allowed

    ctypedef enum napi_valuetype:
        napi_undefined
        napi_null
        napi_boolean
        napi_number
        napi_string
        napi_symbol
        napi_object
        napi_function
        napi_external
        napi_bigint

    size_t NAPI_AUTO_LENGTH

    ctypedef struct napi_type_tag:
        uint64_t lower
        uint64_t upper

    ctypedef struct napi_extended_error_info:
        const char* error_message
        napi_status error_code

    ctypedef napi_value (*napi_callback)(napi_env, napi_callback_info) noexcept nogil
    ctypedef enum napi_property_attributes:
        napi_writable
        napi_enumerable
        napi_configurable
        napi_static

    ctypedef struct napi_property_descriptor:
        const char* utf8name
        napi_callback method
        napi_callback getter
        napi_callback setter
        napi_property_attributes attributes
        void* data

    int NAPI_KEY_OWN_ONLY
    int NAPI_KEY_ENUMERABLE
    int NAPI_KEY_SKIP_SYMBOLS
    int NAPI_KEY_NUMBERS_TO_STRINGS

    ctypedef void (*napi_finalize)(napi_env, void*, void*) noexcept nogil
    ctypedef void (*napi_async_cleanup_hook)(napi_async_cleanup_hook_handle, void*) noexcept nogil

    bint HAS_DETACHABLE "(is_detachable != NULL)"
    c_bool is_detachable(napi_value)

    ctypedef struct uv_loop_t
    ctypedef struct uv_async_t
    ctypedef struct uv_timer_t
    int UV_ASYNC
    int UV_TIMER
    bint HAS_LIBUV "(uv_async_init != NULL)"
    napi_status napi_get_uv_event_loop(napi_env, uv_loop_t**)
    size_t uv_handle_size(int)
    int uv_async_init(uv_loop_t*, uv_async_t*, void (*)(uv_async_t*) noexcept nogil)
    int uv_async_send(uv_async_t*)
    int uv_timer_init(uv_loop_t*, uv_timer_t*)
    int uv_timer_start(uv_timer_t*, void (*)(uv_timer_t*) noexcept nogil, uint64_t, uint64_t)
    void uv_ref(uv_async_t*)
    void uv_unref(uv_async_t*)
    void uv_close(uv_async_t*, void (*)(uv_async_t*) noexcept nogil)
    void uv_handle_set_data(uv_async_t*, void*)
    void* uv_handle_get_data(const uv_async_t*)

cdef extern nogil:
    napi_status napi_get_undefined(napi_env, napi_value*)
    napi_status napi_get_null(napi_env, napi_value*)
    napi_status napi_get_global(napi_env, napi_value*)
    napi_status napi_get_boolean(napi_env, c_bool, napi_value*)
    napi_status napi_create_double(napi_env, double, napi_value*)
    napi_status napi_create_bigint_words(napi_env, int, size_t, const uint64_t*, napi_value*)
    napi_status napi_create_string_latin1(napi_env, const char*, size_t, napi_value*)
    napi_status napi_create_string_utf16(napi_env, const uint16_t*, size_t, napi_value*)
    napi_status napi_create_symbol(napi_env, napi_value, napi_value*)
    napi_status napi_create_date(napi_env, double, napi_value*)
    napi_status napi_create_object(napi_env, napi_value*)
    napi_status napi_create_function(napi_env, const char*, size_t, napi_callback, void*, napi_value*)
    napi_status napi_get_prototype(napi_env, napi_value, napi_value*)
    napi_status napi_typeof(napi_env, napi_value, napi_valuetype*)
    napi_status napi_is_error(napi_env, napi_value, c_bool*)
    napi_status napi_is_promise(napi_env, napi_value, c_bool*)
    napi_status napi_is_array(napi_env, napi_value, c_bool*)
    napi_status napi_is_date(napi_env, napi_value, c_bool*)
    napi_status napi_create_external(napi_env, void*, napi_finalize, void*, napi_value*)
    napi_status napi_get_value_external(napi_env, napi_value, void**)
    napi_status napi_get_value_bool(napi_env, napi_value, c_bool*)
    napi_status napi_get_value_double(napi_env, napi_value, double*)
    napi_status napi_get_value_string_utf8(napi_env, napi_value, char*, size_t, size_t*)
    napi_status napi_get_value_string_utf16(napi_env, napi_value, uint16_t*, size_t, size_t*)
    napi_status napi_get_value_bigint_words(napi_env, napi_value, int*, size_t*, uint64_t*)
    napi_status napi_get_date_value(napi_env, napi_value, double*)
    napi_status napi_coerce_to_string(napi_env, napi_value, napi_value*)
    napi_status napi_strict_equals(napi_env, napi_value, napi_value, c_bool*)

    napi_status napi_set_named_property(napi_env, napi_value, const char*, napi_value)
    napi_status napi_get_named_property(napi_env, napi_value, const char*, napi_value*)
    napi_status napi_set_property(napi_env, napi_value, napi_value, napi_value)
    napi_status napi_get_property(napi_env, napi_value, napi_value, napi_value*)
    napi_status napi_has_property(napi_env, napi_value, napi_value, c_bool*)
    napi_status napi_has_own_property(napi_env, napi_value, napi_value, c_bool*)
    napi_status napi_delete_property(napi_env, napi_value, napi_value, c_bool*)
    napi_status napi_get_all_property_names(napi_env, napi_value, int, int, int, napi_value*)
    napi_status napi_object_freeze(napi_env, napi_value)
    napi_status napi_object_seal(napi_env, napi_value)
    napi_status napi_instanceof(napi_env, napi_value, napi_value, c_bool*)
    napi_status napi_set_element(napi_env, napi_value, uint32_t, napi_value)
    napi_status napi_get_element(napi_env, napi_value, uint32_t, napi_value*)
    napi_status napi_wrap(napi_env, napi_value, void*, napi_finalize, void*, napi_ref*)
    napi_status napi_unwrap(napi_env, napi_value, void**)
    napi_status napi_add_finalizer(napi_env, napi_value, void*, napi_finalize, void*, napi_ref*)
    napi_status napi_define_class(
        napi_env, const char*, size_t, napi_callback, void*, size_t, const napi_property_descriptor*, napi_value*)
    napi_status napi_new_instance(napi_env, napi_value, size_t, const napi_value*, napi_value*)
    napi_status napi_get_new_target(napi_env, napi_callback_info, napi_value*)
    napi_status napi_type_tag_object(napi_env, napi_value, const napi_type_tag*)
    napi_status napi_check_object_type_tag(napi_env, napi_value, const napi_type_tag*, c_bool*)

    napi_status napi_create_array_with_length(napi_env, size_t, napi_value*)
    napi_status napi_get_array_length(napi_env, napi_value, uint32_t*)
    napi_status napi_create_arraybuffer(napi_env, size_t, void**, napi_value*)
    napi_status napi_create_external_arraybuffer(napi_env, void*, size_t, napi_finalize, void*, napi_value*)
    napi_status napi_create_external_buffer(napi_env, size_t, void*, napi_finalize, void*, napi_value*)
    napi_status napi_create_buffer(napi_env, size_t, void**, napi_value*)
    napi_status napi_create_buffer_copy(napi_env, size_t, const void*, void**, napi_value*)
    napi_status napi_create_typedarray(napi_env, int, size_t, napi_value, size_t, napi_value*)
    napi_status napi_is_typedarray(napi_env, napi_value, c_bool*)
    napi_status napi_is_arraybuffer(napi_env, napi_value, c_bool*)
    napi_status napi_is_dataview(napi_env, napi_value, c_bool*)
    napi_status napi_get_typedarray_info(napi_env, napi_value, int*, size_t*, void**, napi_value*, size_t*)
    napi_status napi_get_dataview_info(napi_env, napi_value, size_t*, void**, napi_value*, size_t*)
    napi_status napi_get_arraybuffer_info(napi_env, napi_value, void**, size_t*)
    napi_status napi_get_buffer_info(napi_env, napi_value, void**, size_t*)

    napi_status napi_get_cb_info(napi_env, napi_callback_info, size_t*, napi_value*, napi_value*, void**)
    napi_status napi_call_function(napi_env, napi_value, napi_value, size_t, const napi_value*, napi_value*)
    napi_status napi_make_callback(
        napi_env, napi_async_context, napi_value, napi_value, size_t, const napi_value*, napi_value*)

    napi_status napi_throw(napi_env, napi_value)
    napi_status napi_throw_error(napi_env, const char*, const char*)
    napi_status napi_throw_type_error(napi_env, const char*, const char*)
    napi_status napi_create_error(napi_env, napi_value, napi_value, napi_value*)
    napi_status napi_create_type_error(napi_env, napi_value, napi_value, napi_value*)
    napi_status napi_create_range_error(napi_env, napi_value, napi_value, napi_value*)
    napi_status napi_is_exception_pending(napi_env, c_bool*)
    napi_status napi_get_and_clear_last_exception(napi_env, napi_value*)
    napi_status napi_get_last_error_info(napi_env, const napi_extended_error_info**)
    napi_status napi_fatal_exception(napi_env, napi_value)

    napi_status napi_open_handle_scope(napi_env, napi_handle_scope*)
    napi_status napi_close_handle_scope(napi_env, napi_handle_scope)
    napi_status napi_create_reference(napi_env, napi_value, uint32_t, napi_ref*)
    napi_status napi_delete_reference(napi_env, napi_ref)
    napi_status napi_get_reference_value(napi_env, napi_ref, napi_value*)
    napi_status napi_add_async_cleanup_hook(
        napi_env, napi_async_cleanup_hook, void*, napi_async_cleanup_hook_handle*)
    napi_status napi_remove_async_cleanup_hook(napi_async_cleanup_hook_handle)

    napi_status napi_create_promise(napi_env, napi_deferred*, napi_value*)
    napi_status napi_resolve_deferred(napi_env, napi_deferred, napi_value)
    napi_status napi_reject_deferred(napi_env, napi_deferred, napi_value)
    napi_status napi_async_init(napi_env, napi_value, napi_value, napi_async_context*)
    napi_status napi_async_destroy(napi_env, napi_async_context)
    napi_status napi_open_callback_scope(napi_env, napi_value, napi_async_context, napi_callback_scope*)
    napi_status napi_close_callback_scope(napi_env, napi_callback_scope)
