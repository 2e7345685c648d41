/* multipart.c: a multipart/form-data upload as it arrives. */
#include "http/multipart.h"
#include "contract/contract.h"

#include "http/url.h"
#include "support/digest.h"
#include "support/memory.h"
#include "support/spool.h"

#include <errno.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FIELDS_AT_MOST      64
#define FIELD_BYTES_AT_MOST (64 * 1024)

struct multipart *multipart_new(uint64_t limit)
{
    struct multipart *multipart = memory_new(1, sizeof *multipart);
    multipart->file = -1;
    multipart->limit = limit;
    return multipart;
}

static struct multipart_field *find_field(const struct multipart *multipart, const char *name)
{
    for (size_t i = 0; i < multipart->field_count; i++)
        if (strcmp(multipart->fields[i].name, name) == 0)
            return &multipart->fields[i];
    return NULL;
}

static struct multipart_field *new_field(struct multipart *multipart, const char *name)
{
    if (multipart->fields == NULL)
        multipart->fields = memory_new(FIELDS_AT_MOST, sizeof *multipart->fields);
    struct multipart_field *field = &multipart->fields[multipart->field_count++];
    field->name = text_copy(name);
    return field;
}

static bool add_to_field(struct multipart *multipart, const struct multipart_piece *piece, struct problem *problem)
{
    struct multipart_field *field = find_field(multipart, piece->name);
    multipart->field_bytes += strlen(piece->name) + piece->length;
    if (multipart->field_bytes > FIELD_BYTES_AT_MOST || (field == NULL && multipart->field_count == FIELDS_AT_MOST))
        return problem_set(problem, "body_too_large", "{s:i}", "limit", FIELD_BYTES_AT_MOST);
    if (field && piece->offset == 0)
        return problem_set(problem, "repeated_parameter", "{s:s}", "name", piece->name);
    if (field == NULL)
        field = new_field(multipart, piece->name);
    text_add_bytes(&field->value, piece->bytes, piece->length);
    return true;
}

/* Browsers of old sent whole paths; only the last part is a name. */
static char *base_name(const char *file_name)
{
    size_t length = strlen(file_name);
    if (length > 1000 || !text_is_utf8(file_name, length))
        return text_copy("file");
    for (const char *place = file_name; *place; place++)
        if (*place == '/' || *place == '\\')
            file_name = place + 1;
    return text_copy(*file_name ? file_name : "file");
}

static bool open_file(struct multipart *multipart, const struct multipart_piece *piece, struct problem *problem)
{
    if (multipart->file >= 0)
        return problem_set(problem, "one_file_only", NULL);
    multipart->file = spool_descriptor();
    if (multipart->file < 0)
        return spool_problem(problem);
    multipart->file_field = text_copy(piece->name);
    multipart->file_name = base_name(piece->file_name);
    multipart->file_type = text_copy(piece->type);
    multipart->digest = EVP_MD_CTX_new();
    return (multipart->digest && EVP_DigestInit_ex(multipart->digest, EVP_sha256(), NULL)) ||
           problem_set(problem, "internal_error", NULL);
}

static bool write_all(int file, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t written = write(file, bytes, length);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        bytes += written;
        length -= (size_t)written;
    }
    return true;
}

static bool add_to_file(struct multipart *multipart, const struct multipart_piece *piece, struct problem *problem)
{
    if (piece->offset == 0 && !open_file(multipart, piece, problem))
        return false;
    multipart->size += piece->length;
    if (multipart->size > multipart->limit)
        return problem_set(problem, "body_too_large", "{s:I}", "limit", (json_int_t)multipart->limit);
    if (!EVP_DigestUpdate(multipart->digest, piece->bytes, piece->length))
        return problem_set(problem, "internal_error", NULL);
    return write_all(multipart->file, piece->bytes, piece->length) || spool_problem(problem);
}

bool multipart_add(struct multipart *multipart, const struct multipart_piece *piece, struct problem *problem)
{
    if (!text_is_utf8(piece->name, strlen(piece->name)))
        return problem_set(problem, "multipart_not_valid", NULL);
    return (piece->file_name ? add_to_file : add_to_field)(multipart, piece, problem);
}

static bool fields_are_utf8(const struct multipart *multipart)
{
    for (size_t i = 0; i < multipart->field_count; i++) {
        const struct text *value = &multipart->fields[i].value;
        if (!text_is_utf8(text_string(value), value->length) || memchr(text_string(value), '\0', value->length))
            return false;
    }
    return true;
}

bool multipart_finish(struct multipart *multipart, struct problem *problem)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    if (!fields_are_utf8(multipart))
        return problem_set(problem, "multipart_not_valid", NULL);
    if (multipart->file < 0)
        return true;
    if (!EVP_DigestFinal_ex(multipart->digest, digest, &length))
        return problem_set(problem, "internal_error", NULL);
    digest_print(digest, multipart->sha256);
    return lseek(multipart->file, 0, SEEK_SET) == 0 || spool_problem(problem);
}

const char *multipart_field(const struct multipart *multipart, const char *name)
{
    const struct multipart_field *field = find_field(multipart, name);
    return field ? text_string(&field->value) : NULL;
}

void multipart_close(struct multipart *multipart)
{
    if (multipart == NULL)
        return;
    for (size_t i = 0; i < multipart->field_count; i++) {
        free(multipart->fields[i].name);
        text_close(&multipart->fields[i].value);
    }
    free(multipart->fields);
    free(multipart->file_field);
    free(multipart->file_name);
    free(multipart->file_type);
    EVP_MD_CTX_free(multipart->digest);
    if (multipart->file >= 0)
        close(multipart->file);
    free(multipart);
}
