/* unpacked.c: libzip takes archives apart, parts within parts too, and pdftotext reads what pages say. */
#include "support/unpacked.h"

#include <criterion/criterion.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zip.h>

static void add(FILE *words, const char *bytes, size_t length);

static bool begins(const char *bytes, size_t length, const char *mark)
{
    return length > strlen(mark) && memcmp(bytes, mark, strlen(mark)) == 0;
}

static void add_bytes(FILE *words, const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++)
        putc(bytes[i] ? bytes[i] : ' ', words);
}

static void add_part(FILE *words, zip_t *archive, zip_uint64_t number)
{
    zip_stat_t about;
    cr_assert(zip_stat_index(archive, number, 0, &about) == 0);
    char *part = malloc(about.size + 1);
    zip_file_t *file = zip_fopen_index(archive, number, 0);
    cr_assert(part && file && zip_fread(file, part, about.size) == (zip_int64_t)about.size, "%s", about.name);
    fprintf(words, "%s\n", about.name);
    add(words, part, about.size);
    zip_fclose(file);
    free(part);
}

static void add_parts(FILE *words, const char *bytes, size_t length)
{
    zip_source_t *source = zip_source_buffer_create(bytes, length, 0, NULL);
    zip_t *archive = zip_open_from_source(source, ZIP_RDONLY, NULL);
    if (archive == NULL) { /* somebody's upload, which only begins like one */
        add_bytes(words, bytes, length);
        zip_source_free(source);
        return;
    }
    for (zip_uint64_t i = 0, count = (zip_uint64_t)zip_get_num_entries(archive, 0); i < count; i++)
        add_part(words, archive, i);
    zip_discard(archive);
}

static void add_pages(FILE *words, const char *bytes, size_t length)
{
    char name[] = "/tmp/pages.XXXXXX", command[64], line[4096];
    int file = mkstemp(name);
    cr_assert(file >= 0 && write(file, bytes, length) == (ssize_t)length);
    close(file);
    snprintf(command, sizeof command, "pdftotext %s - 2>/dev/null", name);
    FILE *pages = popen(command, "r");
    while (pages && fgets(line, sizeof line, pages))
        fputs(line, words);
    cr_assert(pages);
    if (pclose(pages) != 0)
        add_bytes(words, bytes, length);
    unlink(name);
}

static void add(FILE *words, const char *bytes, size_t length)
{
    if (begins(bytes, length, "PK\3\4"))
        add_parts(words, bytes, length);
    else if (begins(bytes, length, "%PDF-"))
        add_pages(words, bytes, length);
    else
        add_bytes(words, bytes, length);
}

const char *unpacked(const char *bytes, size_t length)
{
    static char *told;
    size_t room;
    if (memchr(bytes, '\0', length) == NULL && !begins(bytes, length, "%PDF-"))
        return bytes;
    free(told);
    FILE *words = open_memstream(&told, &room);
    cr_assert(words);
    add(words, bytes, length);
    fclose(words);
    return told;
}
