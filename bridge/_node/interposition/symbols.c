/* Symbols: a library's own name is its own, though Node exports the same.

   The dynamic linker looks in the executable first. So a library that has an OpenSSL, a libuv or a zlib, beside it or
   compiled in, would be given Node's for each call that goes through the linker. Once a library is loaded, and before
   anything runs it, what points into Node is turned to the library's own definition, or to one in the libraries it needs.
   What these do not define, libc's `environ` and malloc() say, stays what it is for all; and so does what belongs to the
   C++ runtime, of which there must be one: exceptions and locales go from one library to another. */
#define _GNU_SOURCE
#include "boot.h"

#include <dlfcn.h>
#include <link.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#if defined(__x86_64__)
enum { TO_NAME = R_X86_64_GLOB_DAT, TO_FUNCTION = R_X86_64_JUMP_SLOT, TO_ADDRESS = R_X86_64_64 };
#elif defined(__aarch64__)
enum { TO_NAME = R_AARCH64_GLOB_DAT, TO_FUNCTION = R_AARCH64_JUMP_SLOT, TO_ADDRESS = R_AARCH64_ABS64 };
#else
#error "symbols.c does not know the relocations of this processor"
#endif

typedef struct {
  ElfW(Addr) base, start, end; /* nothing else lies between start and end */
  const ElfW(Phdr) * headers;
  int count;
} Object;

typedef struct {
  Object* objects;
  size_t count;
} Objects;

typedef struct {
  const char* strings;
  const ElfW(Sym) * symbols;
  const ElfW(Rela) * relocations[2];
  size_t sizes[2];
} Dynamic;

static int add_object(struct dl_phdr_info* info, size_t size, void* data) {
  Objects* all = data;
  (void)size;
  Object* longer = realloc(all->objects, (all->count + 1) * sizeof(Object));
  if (!longer) return 1;
  all->objects = longer;
  Object* object = &longer[all->count++];
  *object = (Object){info->dlpi_addr, UINTPTR_MAX, 0, info->dlpi_phdr, info->dlpi_phnum};
  for (int index = 0; index < object->count; index++) {
    const ElfW(Phdr)* header = &object->headers[index];
    if (header->p_type != PT_LOAD) continue;
    ElfW(Addr) start = object->base + header->p_vaddr, end = start + header->p_memsz;
    if (start < object->start) object->start = start;
    if (end > object->end) object->end = end;
  }
  return 0;
}

static bool contains(const Objects* objects, const ElfW(Phdr) * headers) {
  for (size_t index = 0; index < objects->count; index++) {
    if (objects->objects[index].headers == headers) return true;
  }
  return false;
}

/* What the process consists of without us: Node, and the libraries that it needs. */
static Objects nodes;
static void* shared[2]; /* libc and libm, which Python and Node share */

static bool holds(const Object* object, ElfW(Addr) address) {
  return address >= object->start && address < object->end;
}

static bool is_nodes(ElfW(Addr) address) {
  for (size_t index = 0; index < nodes.count; index++) {
    if (holds(&nodes.objects[index], address)) return true;
  }
  return false;
}

static bool is_shared(const char* name) {
  bool of_the_compiler = strncmp(name, "_Z", 2) == 0 || strncmp(name, "__", 2) == 0 || strncmp(name, "_Unwind", 7) == 0;
  return of_the_compiler || (shared[0] && dlsym(shared[0], name)) || (shared[1] && dlsym(shared[1], name));
}

static const void* at(const Object* object, ElfW(Addr) address) {
  return (const void*)(address < object->base ? object->base + address : address); /* glibc has added the base, or not */
}

/* The relocations that name a symbol: the linker puts the others, of addresses in the object itself, before them. */
static bool read_dynamic(const Object* object, Dynamic* found) {
  const ElfW(Dyn)* entry = NULL;
  size_t nameless = 0;
  memset(found, 0, sizeof *found);
  for (int index = 0; index < object->count; index++) {
    if (object->headers[index].p_type == PT_DYNAMIC) entry = (const void*)(object->base + object->headers[index].p_vaddr);
  }
  for (; entry && entry->d_tag != DT_NULL; entry++) {
    if (entry->d_tag == DT_STRTAB) found->strings = at(object, entry->d_un.d_ptr);
    if (entry->d_tag == DT_SYMTAB) found->symbols = at(object, entry->d_un.d_ptr);
    if (entry->d_tag == DT_RELA) found->relocations[0] = at(object, entry->d_un.d_ptr);
    if (entry->d_tag == DT_RELASZ) found->sizes[0] = entry->d_un.d_val / sizeof(ElfW(Rela));
    if (entry->d_tag == DT_RELACOUNT) nameless = entry->d_un.d_val;
    if (entry->d_tag == DT_JMPREL) found->relocations[1] = at(object, entry->d_un.d_ptr);
    if (entry->d_tag == DT_PLTRELSZ) found->sizes[1] = entry->d_un.d_val / sizeof(ElfW(Rela));
  }
  found->relocations[0] += nameless;
  found->sizes[0] -= nameless;
  return found->strings && found->symbols;
}

/* The definition that a library should have of a name, in itself first, or else in what it needs; 0 if Node's is right. */
static ElfW(Addr) own_definition(const Object* object, void* library, const ElfW(Sym) * symbol, const char* name) {
  int type = ELF64_ST_TYPE(symbol->st_info);
  if (type == STT_TLS || is_shared(name)) return 0;
  if (symbol->st_shndx != SHN_UNDEF && type != STT_GNU_IFUNC) return object->base + symbol->st_value;
  ElfW(Addr) found = (ElfW(Addr))dlsym(library, name);
  return is_nodes(found) ? 0 : found;
}

static void point(const Object* object, ElfW(Addr)* place, ElfW(Addr) address) {
  uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
  uintptr_t start = (uintptr_t)place & ~(page - 1);
  bool read_only = false;
  for (int index = 0; index < object->count; index++) {
    const ElfW(Phdr)* header = &object->headers[index];
    read_only |= header->p_type == PT_GNU_RELRO && (uintptr_t)place - object->base - header->p_vaddr < header->p_memsz;
  }
  if (read_only && mprotect((void*)start, page, PROT_READ | PROT_WRITE) != 0) return; /* it stays Node's */
  __atomic_store_n(place, address, __ATOMIC_RELAXED);
  if (read_only) mprotect((void*)start, page, PROT_READ);
}

/* Not for a sanitizer to check: what it put into a library of its own is looked at too. */
__attribute__((no_sanitize("address"))) static void bind(const Object* object, void* library) {
  Dynamic dynamic;
  if (!read_dynamic(object, &dynamic)) return;
  for (int table = 0; table < 2; table++) {
    for (size_t index = 0; index < dynamic.sizes[table]; index++) {
      const ElfW(Rela)* relocation = &dynamic.relocations[table][index];
      unsigned long type = ELF64_R_TYPE(relocation->r_info);
      if (type != TO_NAME && type != TO_FUNCTION && type != TO_ADDRESS) continue;
      const ElfW(Sym)* symbol = &dynamic.symbols[ELF64_R_SYM(relocation->r_info)];
      ElfW(Addr)* place = (ElfW(Addr)*)(object->base + relocation->r_offset);
      ElfW(Addr) addend = type == TO_ADDRESS ? (ElfW(Addr))relocation->r_addend : 0;
      if (!is_nodes(*place - addend)) continue;
      ElfW(Addr) own = own_definition(object, library, symbol, dynamic.strings + symbol->st_name);
      if (own) point(object, place, own + addend);
    }
  }
}

void bind_python(void) {
  ElfW(Addr) python = (ElfW(Addr))Py_InitializeFromConfig;
  Dl_info libpython;
  Objects all = {NULL, 0};
  dl_iterate_phdr(add_object, &all);
  if (!dladdr((void*)python, &libpython)) return;
  while (nodes.count < all.count && !holds(&all.objects[nodes.count], python)) nodes.count++;
  nodes.objects = all.objects; /* in the order in which they were loaded: libpython, what it needs, and the host come after */
  shared[0] = dlopen("libc.so.6", RTLD_NOW | RTLD_NOLOAD);
  shared[1] = dlopen("libm.so.6", RTLD_NOW | RTLD_NOLOAD);
  void* library = dlopen(libpython.dli_fname, RTLD_NOW | RTLD_NOLOAD);
  for (size_t index = nodes.count; library && index < all.count; index++) bind(&all.objects[index], library);
}

void bind_symbols(const char* path) {
  Objects before = {NULL, 0}, after = {NULL, 0};
  dl_iterate_phdr(add_object, &before);
  void* library = dlopen(path, RTLD_NOW); /* never closed; why it fails is told by the load that comes next */
  if (library) dl_iterate_phdr(add_object, &after);
  for (size_t index = 0; index < after.count; index++) {
    if (!contains(&before, after.objects[index].headers)) bind(&after.objects[index], library);
  }
  free(before.objects);
  free(after.objects);
}
