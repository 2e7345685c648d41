/* archive.c: a workbook as the archive it is. What it claims about itself is checked before anything is unpacked, and
 * what is unpacked is counted, since an archive may lie. */
#include "tables/archive.h"

#include "support/memory.h"
#include "support/scoped.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ENTRIES_MOST  500
#define UNPACKED_MOST (50 * 1024 * 1024)
#define RATIO_MOST    150
#define RATIO_FROM    (1024 * 1024) /* below that even a good ratio harms nobody */
#define PIECE         (64 * 1024)

static bool refuse(struct archive *archive, const char *code)
{
    return problem_set(archive->problem, code, "{s:i}", "megabytes", UNPACKED_MOST / 1024 / 1024);
}

bool archive_has(const struct archive *archive, const char *name)
{
    return zip_name_locate(archive->zip, name, 0) >= 0;
}

static bool contains(const char *name, const char *part)
{
    return strcasestr(name, part) != NULL;
}

static bool check_entry(struct archive *archive, zip_uint64_t index, uint64_t *total)
{
    zip_stat_t stat;
    zip_uint64_t wanted = ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE;
    if (zip_stat_index(archive->zip, index, 0, &stat) != 0 || (stat.valid & wanted) != wanted)
        return refuse(archive, "malformed_workbook");
    if ((stat.valid & ZIP_STAT_ENCRYPTION_METHOD) && stat.encryption_method != ZIP_EM_NONE)
        return refuse(archive, "workbook_is_locked");
    if (contains(stat.name, "vbaProject") || contains(stat.name, "/macrosheets/") || contains(stat.name, "/activeX/"))
        return refuse(archive, "workbook_has_macros");
    if (contains(stat.name, "/externalLinks/"))
        return refuse(archive, "workbook_has_links");
    *total += stat.size;
    if (*total > UNPACKED_MOST || (stat.size > RATIO_FROM && stat.size / RATIO_MOST > stat.comp_size))
        return refuse(archive, "workbook_too_large");
    return true;
}

static bool check_entries(struct archive *archive)
{
    zip_int64_t count = zip_get_num_entries(archive->zip, 0);
    uint64_t total = 0;
    if (count <= 0)
        return refuse(archive, "malformed_workbook");
    if (count > ENTRIES_MOST)
        return refuse(archive, "workbook_too_large");
    for (zip_int64_t i = 0; i < count; i++)
        if (!check_entry(archive, (zip_uint64_t)i, &total))
            return false;
    return true;
}

static zip_source_t *source_of(const struct table_source *source, zip_error_t *error)
{
    if (source->bytes)
        return zip_source_buffer_create(source->bytes, source->length, 0, error);
    int file = dup(source->file);
    FILE *stream = file >= 0 ? fdopen(file, "rb") : NULL;
    zip_source_t *made = stream ? zip_source_filep_create(stream, 0, (zip_int64_t)source->length, error) : NULL;
    if (made == NULL && stream)
        fclose(stream);
    else if (made == NULL && file >= 0)
        close(file);
    return made;
}

bool archive_open(struct archive *archive, const struct table_source *source, struct problem *problem)
{
    zip_error_t error;
    *archive = (struct archive){.problem = problem};
    zip_error_init(&error);
    zip_source_t *bytes = source_of(source, &error);
    if (bytes == NULL)
        refuse(archive, "internal_error");
    else
        archive->zip = zip_open_from_source(bytes, ZIP_RDONLY | ZIP_CHECKCONS, &error);
    if (archive->zip == NULL && bytes)
        zip_source_free(bytes);
    zip_error_fini(&error);
    if (archive->zip == NULL)
        return refuse(archive, "malformed_workbook");
    return check_entries(archive);
}

void archive_close(struct archive *archive)
{
    if (archive->zip)
        zip_discard(archive->zip);
}

/* ---- parts ---- */

struct part {
    struct archive *archive;
    XML_Parser parser;
    const struct part_reader *reader;
    void *state;
};

static const char *local(const char *name)
{
    const char *colon = strrchr(name, ':');
    return colon ? colon + 1 : name;
}

const char *attribute_named(const char **attributes, const char *name)
{
    for (; attributes[0]; attributes += 2)
        if (strcmp(local(attributes[0]), name) == 0)
            return attributes[1];
    return NULL;
}

static void stop_if_refused(struct part *part)
{
    if (problem_is_set(part->archive->problem))
        XML_StopParser(part->parser, XML_FALSE);
}

static void opens(void *state, const char *name, const char **attributes)
{
    struct part *part = state;
    part->reader->opens(part->state, local(name), attributes);
    stop_if_refused(part);
}

static void closes(void *state, const char *name)
{
    struct part *part = state;
    if (part->reader->closes)
        part->reader->closes(part->state, local(name));
    stop_if_refused(part);
}

static void says(void *state, const char *bytes, int length)
{
    struct part *part = state;
    if (part->reader->says)
        part->reader->says(part->state, bytes, length);
    stop_if_refused(part);
}

/* No part of a workbook has a document type; with one come entities, and with them laughs by the billion. */
static void refuse_doctype(void *state, const char *name, const char *system, const char *public, int internal)
{
    (void)name;
    (void)system;
    (void)public;
    (void)internal;
    struct part *part = state;
    refuse(part->archive, "malformed_workbook");
    stop_if_refused(part);
}

static bool parse(struct part *part, zip_file_t *file)
{
    struct archive *archive = part->archive;
    for (bool last = false; !last;) {
        void *room = memory_insist(XML_GetBuffer(part->parser, PIECE));
        zip_int64_t got = zip_fread(file, room, PIECE);
        if (got < 0)
            return refuse(archive, "malformed_workbook");
        archive->unpacked += (uint64_t)got;
        if (archive->unpacked > UNPACKED_MOST)
            return refuse(archive, "workbook_too_large");
        last = got == 0;
        if (XML_ParseBuffer(part->parser, (int)got, last) != XML_STATUS_OK)
            return refuse(archive, "malformed_workbook"); /* unless a problem is set already */
    }
    return !problem_is_set(archive->problem);
}

bool archive_read(struct archive *archive, const char *name, const struct part_reader *reader, void *state)
{
    zip_file_t *file = zip_fopen(archive->zip, name, 0);
    if (file == NULL)
        return refuse(archive, "malformed_workbook");
    struct part part = {
        .archive = archive, .parser = memory_insist(XML_ParserCreate(NULL)), .reader = reader, .state = state};
    XML_SetUserData(part.parser, &part);
    XML_SetElementHandler(part.parser, opens, closes);
    XML_SetCharacterDataHandler(part.parser, says);
    XML_SetStartDoctypeDeclHandler(part.parser, refuse_doctype);
    bool done = parse(&part, file);
    XML_ParserFree(part.parser);
    zip_fclose(file);
    return done;
}
