/* place.c: where something stands in a document, and the memory of the contract. */
#include "contract/internal.h"

#include "support/memory.h"
#include "support/scoped.h"
#include "support/text.h"

#include <stdalign.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* More faults than a person reads would only make the answer large. */
#define FAULTS_REPORTED 100

static void add_member(struct text *pointer, const char *name)
{
    for (; *name; name++)
        if (*name == '~' || *name == '/')
            text_add(pointer, *name == '~' ? "~0" : "~1"); /* RFC 6901, 3 */
        else
            text_add_char(pointer, *name);
}

static void add_place(struct text *pointer, const struct location *place)
{
    if (place->parent == NULL) {
        text_add(pointer, place->name);
        return;
    }
    add_place(pointer, place->parent);
    if (pointer->length && pointer->bytes[0] == '?')
        return;
    text_add_char(pointer, '/');
    if (place->name)
        add_member(pointer, place->name);
    else
        text_print(pointer, "%zu", place->index);
}

char *place_pointer(const struct location *place)
{
    struct text pointer = {0};
    add_place(&pointer, place);
    return text_take(&pointer);
}

static char *place_of(const json_t *value, const char *text, const struct location *here)
{
    const char *name;
    json_t *inner;
    size_t i;
    char *found = NULL;
    if (json_is_string(value) && strcmp(json_string_value(value), text) == 0)
        return place_pointer(here);
    json_array_foreach(value, i, inner) {
        struct location place = {.parent = here, .index = i};
        if ((found = place_of(inner, text, &place)) != NULL)
            return found;
    }
    json_object_foreach((json_t *)value, name, inner) {
        struct location place = {.parent = here, .name = name};
        if ((found = place_of(inner, text, &place)) != NULL)
            return found;
    }
    return NULL;
}

char *body_place_of(const json_t *body, const char *text)
{
    struct location root = {.name = ""};
    return body && text ? place_of(body, text, &root) : NULL;
}

bool place_reports_more(const struct problem *problem)
{
    return json_array_size(problem->errors) < FAULTS_REPORTED;
}

bool place_report(const struct location *place, struct problem *problem, const char *code, json_t *params)
{
    if (!place_reports_more(problem)) {
        json_decref(params);
        return false;
    }
    scoped(free_string) char *pointer = place_pointer(place);
    problem_add(problem, pointer, code, "o", params ? params : json_object());
    return false;
}

#define BLOCK_SIZE 65536

struct block {
    struct block *next;
    size_t used, room;
    alignas(max_align_t) char bytes[];
};

static struct block *new_block(struct arena *arena, size_t size)
{
    size_t room = size > BLOCK_SIZE ? size : BLOCK_SIZE;
    struct block *block = memory_new(1, sizeof *block + room);
    *block = (struct block){.next = arena->blocks, .room = room};
    arena->blocks = block;
    return block;
}

/* A size is a multiple of what its type is aligned to. */
static size_t alignment(size_t size)
{
    size_t step = size & (~size + 1);
    return step > 0 && step < alignof(max_align_t) ? step : alignof(max_align_t);
}

void *arena_new(struct arena *arena, size_t count, size_t size)
{
    size_t wanted = count * size, step = alignment(size);
    struct block *block = arena->blocks;
    size_t start = block ? (block->used + step - 1) / step * step : 0;
    if (block == NULL || start + wanted > block->room) {
        block = new_block(arena, wanted);
        start = 0;
    }
    block->used = start + wanted;
    return block->bytes + start;
}

void arena_close(struct arena *arena)
{
    while (arena->blocks) {
        struct block *block = arena->blocks;
        arena->blocks = block->next;
        free(block);
    }
}
