/* file_types.c: which files a document may carry. */
#include "documents/file_types.h"

#include "contract/contract.h"
#include "support/log.h"
#include "support/scoped.h"
#include "support/text.h"

#include <magic.h>
#include <string.h>

static const struct catalogue *catalogue(void)
{
    return contract_catalogue(contract_served, "document_type");
}

static const char *listed(const char *media_type)
{
    const struct catalogue *types = catalogue();
    for (size_t i = 0; i < types->count; i++)
        if (strcmp(types->entries[i].code, media_type) == 0)
            return types->entries[i].code;
    return NULL;
}

const char *file_type_named(const char *media_type)
{
    const char *code = listed(media_type);
    return code ? code : "application/octet-stream";
}

/* "PDF, Word, Excel …" in the reader's language. */
static char *allowed_names(const char *language)
{
    const struct catalogue *types = catalogue();
    struct text names = {0};
    for (size_t i = 0; i < types->count; i++)
        text_print(&names, "%s%s", i ? ", " : "", said_in(&types->entries[i].label, language));
    return text_take(&names);
}

static void close_magic(magic_t *magic)
{
    if (*magic)
        magic_close(*magic);
}

/* A cookie of libmagic serves one thread, and its tables are shared pages of one file: making one takes under a
 * millisecond. */
static char *sniffed(int file)
{
    scoped(close_magic) magic_t magic = magic_open(MAGIC_MIME_TYPE);
    const char *type = magic && magic_load(magic, NULL) == 0 ? magic_descriptor(magic, file) : NULL;
    if (type == NULL)
        log_event(LOG_ERROR, "file_not_sniffed", "message", magic ? magic_error(magic) : NULL, NULL);
    return text_copy(type);
}

const char *file_type_of(int file, const char *language, struct problem *problem)
{
    scoped(free_string) char *found = sniffed(file);
    const char *type = found ? listed(found) : NULL;
    if (found == NULL)
        problem_set(problem, "internal_error", NULL);
    else if (type == NULL) {
        scoped(free_string) char *allowed = allowed_names(language);
        problem_set(problem, "document_type_not_allowed", "{s:s, s:s}", "found", found, "allowed", allowed);
    }
    return type;
}
