"""Columns: how a long list of records is written for js/wire/columns.js, which reads it fast.

Records are dicts with the same names, or objects of one class that cross as such: dataclasses, say.

To V8 it is a host object: COLUMNS, the number of records, their names as an array of V8's, and a column for each name. A
column is a letter for what all of its elements are, and

    i   32 bits of each                     d   a double of each
    s   the length of each, in a byte; the length of all; their characters, Latin-1
    A   the length of each list, in 32 bits; a column of what is in them
    o   records: names and columns, as above
    *   an array of V8's: any values; numbers in lists too, since V8 reads them faster

Lists and records become part of a column only if one container alone holds them, so that nothing can refer to them.
"""

cdef enum:
    COLUMNS = 0x20          # the number of the host object
    FEWEST_IN_COLUMN = 32
    MOST_IN_COLUMN = 1 << 24
    MOST_NAMES = 128
    MOST_COLUMN_DEPTH = 32
    MOST_CHARACTERS = 12    # V8 makes a longer string a part of the one it is cut out of, and keeps all of that
    INTS = 105              # i
    DOUBLES = 100           # d
    STRINGS = 115           # s
    LISTS = 65              # A
    RECORDS = 111           # o
    ANYTHING = 42           # *


@cython.final
cdef class ColumnWriter(Writer):
    """Writes columns too, for the JavaScript of a host."""
    cdef object attributes   # of a class whose objects cross as plain ones: attributes, by name; of others None
    cdef int column_depth

    cdef int list_items(self, list value) except -1:
        if len(value) >= FEWEST_IN_COLUMN and write_columns(self, value):
            return 0
        return self.array(value)


cdef ColumnWriter new_column_writer(attributes):
    cdef ColumnWriter writer = ColumnWriter.__new__(ColumnWriter)
    writer.attributes = attributes
    return writer


cdef bint write_columns(ColumnWriter writer, list value) except -1:
    """Write a list that has its number already; False if it is not one of records."""
    cdef list items, names = [], columns = []
    if writer.column_depth >= MOST_COLUMN_DEPTH or not may_be_record(<object>PyList_GET_ITEM(value, 0)):
        return False
    items = value[:]  # from here on, two hold what the list alone held
    writer.open.append(writer.count - 1)
    if not take(writer, items, kind_of(items), names, columns):
        writer.open.pop()
        return False
    writer.byte(c'\\')
    writer.varint(COLUMNS)
    writer.varint(len(items))
    write_records(writer, names, columns)
    writer.open.pop()
    return True


cdef int write_records(ColumnWriter writer, list names, list columns) except -1:
    write_plainly(writer, names)
    for column in columns:
        write_column(writer, column, kind_of(column))
    return 0


cdef int write_column(ColumnWriter writer, list items, uint8_t kind) except -1:
    cdef list names = [], columns = []
    if writer.column_depth >= MOST_COLUMN_DEPTH:
        kind = ANYTHING
    elif kind == RECORDS or kind == ANYTHING:
        kind = RECORDS if take(writer, items, kind, names, columns) else ANYTHING
    writer.column_depth += 1
    writer.byte(kind)
    if kind == INTS:
        write_ints(writer, items)
    elif kind == DOUBLES:
        write_doubles(writer, items)
    elif kind == STRINGS:
        write_strings(writer, items)
    elif kind == LISTS:
        items = write_lengths(writer, items)
        kind = kind_of(items)
        write_column(writer, items, ANYTHING if kind == INTS or kind == DOUBLES else kind)
    elif kind == RECORDS:
        write_records(writer, names, columns)
    else:
        write_plainly(writer, items)
    writer.column_depth -= 1  # not where it fails: then the Writer has come to its end
    return 0


cdef int write_plainly(ColumnWriter writer, list items) except -1:
    """Write an array of V8's, to which nothing refers."""
    writer.count += 1
    return writer.array(items)


cdef uint8_t kind_of(list items) noexcept:
    """What all items are. Runs no Python."""
    cdef Py_ssize_t index
    cdef uint8_t kind, all_kinds = ANYTHING
    if not 0 < len(items) <= MOST_IN_COLUMN:
        return ANYTHING
    for index in range(len(items)):
        kind = kind_of_item(PyList_GET_ITEM(items, index))
        if kind == ANYTHING:
            return ANYTHING
        if kind == INTS and all_kinds == DOUBLES:
            continue
        if index > 0 and kind != all_kinds and not (kind == DOUBLES and all_kinds == INTS):
            return ANYTHING
        all_kinds = kind
    return all_kinds


cdef uint8_t kind_of_item(PyObject* item) noexcept:
    """Of a list or dict, only if it is held by its container, and by the column, and by no other."""
    cdef bint alone = Py_REFCNT(item) == 2
    cdef object value = <object>item
    if PyUnicode_CheckExact(value):
        return STRINGS if PyUnicode_KIND(value) == 1 and PyUnicode_GET_LENGTH(value) <= MOST_CHARACTERS else ANYTHING
    if PyFloat_CheckExact(value):
        return DOUBLES
    if PyLong_CheckExact(value):
        return kind_of_int(value)
    if alone and PyList_CheckExact(value):
        return LISTS
    return RECORDS if alone and PyDict_CheckExact(value) else ANYTHING


cdef uint8_t kind_of_int(value) noexcept:
    cdef int overflow = 0
    cdef int64_t number = PyLong_AsLongLongAndOverflow(value, &overflow)
    if overflow != 0 or not -MAX_SAFE_INTEGER <= number <= MAX_SAFE_INTEGER:
        return ANYTHING
    return INTS if number == <int32_t>number else DOUBLES


cdef int write_ints(ColumnWriter writer, list items) except -1:
    cdef int overflow
    cdef int32_t number
    cdef Py_ssize_t index
    writer.reserve(len(items) * 4)
    for index in range(len(items)):
        number = <int32_t>PyLong_AsLongLongAndOverflow(<object>PyList_GET_ITEM(items, index), &overflow)
        writer.raw(&number, 4)
    return 0


cdef int write_doubles(ColumnWriter writer, list items) except -1:
    cdef Py_ssize_t index
    writer.reserve(len(items) * 8)
    for index in range(len(items)):
        writer.raw_double(PyFloat_AsDouble(<object>PyList_GET_ITEM(items, index)))
    return 0


cdef int write_strings(ColumnWriter writer, list items) except -1:
    cdef size_t length = 0
    cdef Py_ssize_t index
    writer.reserve(len(items))
    for index in range(len(items)):
        item = <object>PyList_GET_ITEM(items, index)
        writer.byte(<uint8_t>PyUnicode_GET_LENGTH(item))
        length += PyUnicode_GET_LENGTH(item)
    writer.varint(length)
    writer.reserve(length)
    for index in range(len(items)):
        item = <object>PyList_GET_ITEM(items, index)
        writer.raw(PyUnicode_DATA(item), PyUnicode_GET_LENGTH(item))
    return 0


cdef list write_lengths(ColumnWriter writer, list items):
    """Write the lengths of the lists; what is in them, in one list."""
    cdef list inner, flat
    cdef Py_ssize_t index, total = 0, at = 0
    cdef uint32_t length
    for inner in items:
        total += len(inner)
    flat = [None] * total
    for inner in items:
        length = len(inner)
        if length > total - at:
            raise RuntimeError("a list changed while it was copied")
        writer.raw(&length, 4)
        for index in range(length):
            flat[at] = <object>PyList_GET_ITEM(inner, index)
            at += 1
    if at != total:
        raise RuntimeError("a list changed while it was copied")
    return flat


cdef bint may_be_record(value) noexcept:
    return PyDict_CheckExact(value) or PyType_HasFeature(type(value), Py_TPFLAGS_HEAPTYPE)


cdef bint take(ColumnWriter writer, list items, uint8_t kind, list names, list columns) except -1:
    """Take RECORDS, or ANYTHING, apart into their common names and a list of values for each; False if they have none."""
    if kind == RECORDS:
        return take_dicts(items, names, columns)
    return 0 < len(items) <= MOST_IN_COLUMN and take_objects(writer, items, names, columns)


cdef bint take_objects(ColumnWriter writer, list items, list names, list columns) except -1:
    cdef Py_ssize_t index
    cdef type kind = type(items[0])
    attributes = None if kind in writer.kinds_beside else writer.attributes(kind)
    if attributes is None or not 0 < len(attributes) <= MOST_NAMES or "__proto__" in attributes:
        return False
    for index in range(len(items)):
        if Py_REFCNT(PyList_GET_ITEM(items, index)) != 2 or type(<object>PyList_GET_ITEM(items, index)) is not kind:
            return False
    names.extend(attributes)
    for name in attributes.values():
        columns.append([getattr(item, name) for item in items])
    return True


cdef bint take_dicts(list items, list names, list columns) except -1:
    cdef list column
    cdef Py_ssize_t index
    names.extend(<dict>items[0])
    if not 0 < len(names) <= MOST_NAMES:
        return False
    for name in names:
        if not PyUnicode_CheckExact(name) or name == "__proto__":
            return False
        column = [None] * len(items)
        columns.append(column)
    for index in range(len(items)):
        if not take_dict(<dict>PyList_GET_ITEM(items, index), index, names, columns):
            return False
    return True


cdef bint take_dict(dict record, Py_ssize_t index, list names, list columns) except -1:
    cdef PyObject* name
    cdef PyObject* value
    cdef Py_ssize_t position = 0, column = 0
    if len(record) != len(names):
        return False
    while PyDict_Next(record, &position, &name, &value):
        if name != PyList_GET_ITEM(names, column):
            if not PyUnicode_CheckExact(<object>name) or <object>name != <str>names[column]:
                return False
        (<list>columns[column])[index] = <object>value
        column += 1
    return True
