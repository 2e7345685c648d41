/* text.h: a growable piece of text, always ended by a zero byte. Its memory is there, or the process ends (memory.h).
 */
#pragma once

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct text {
    char *bytes; /* NULL until something was added; text_string() is never NULL */
    size_t length;
    size_t room;
};

void text_add(struct text *text, const char *string); /* NULL adds nothing */
void text_add_bytes(struct text *text, const void *bytes, size_t length);
void text_print(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Adds `length` bytes as a JSON string, with its quotes. */
void text_add_json(struct text *text, const char *bytes, size_t length);

/* Adds a figure with the marks of thousands and decimals of a language: "86083.50" with ".," → 86.083,50. Integers and
 * decimals only; anything else goes in as it is. */
void text_add_figure(struct text *text, const char *bytes, size_t length, const char marks[2]);

/* Adds a member of a JSON object, `"name":"value"`, whose value is null where there is none. */
void text_add_member(struct text *text, const char *name, const char *value);

/* Adds words to HTML or XML: &, <, > and quotes escaped, controls left out. NULL adds nothing. */
void text_add_xml(struct text *text, const char *words);

/* Adds the whole of an open file, wherever it stands; false when it is empty or was not read whole. */
bool text_add_file(struct text *text, int file);

/* Makes sure that `more` bytes fit, and gives the place where they go; the caller adds to `length` itself. Written out
 * where it stands: most of the time there is room. */
char *text_grow(struct text *text, size_t more);
static inline char *text_reserve(struct text *text, size_t more)
{
    return more < text->room - text->length ? text->bytes + text->length : text_grow(text, more);
}

static inline void text_add_char(struct text *text, char character)
{
    char *place = text_reserve(text, 1);
    place[0] = character;
    place[1] = '\0';
    text->length++;
}

/* The text so far, borrowed until the next change. */
const char *text_string(const struct text *text);

/* Gives the bytes away (caller frees) and leaves the text empty. Never NULL. */
char *text_take(struct text *text);

/* Forgets the content and keeps the memory. */
void text_clear(struct text *text);
void text_close(struct text *text);

/* A copy that cannot fail. NULL stays NULL. */
char *text_copy(const char *string);
char *text_format(const char *format, ...) __attribute__((format(printf, 1, 2)));
