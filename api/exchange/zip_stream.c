/* zip_stream.c: a ZIP archive by libarchive, which writes lengths behind each member, so that nobody needs to know them
 * before. */
#include "exchange/zip_stream.h"

#include "support/memory.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdlib.h>
#include <sys/stat.h>

#define DAY_OF_ALL 315619200 /* 1980-01-02: the same archive whenever it is made */

struct zip_stream {
    struct archive *archive;
    struct archive_entry *entry;
    struct text *out;
    struct evp_md_ctx_st *digest; /* of the member that is open */
    unsigned long long length;
};

static la_ssize_t take(struct archive *archive, void *state, const void *bytes, size_t length)
{
    (void)archive;
    struct zip_stream *zip = state;
    if (zip->out)
        text_add_bytes(zip->out, bytes, length);
    return (la_ssize_t)length;
}

struct zip_stream *zip_stream_begin(struct text *out)
{
    struct zip_stream *zip = memory_new(1, sizeof *zip);
    zip->out = out;
    zip->archive = memory_insist(archive_write_new());
    zip->entry = memory_insist(archive_entry_new());
    if (archive_write_set_format_zip(zip->archive) == ARCHIVE_OK &&
        archive_write_set_bytes_in_last_block(zip->archive, 1) == ARCHIVE_OK &&
        archive_write_open2(zip->archive, zip, NULL, take, NULL, NULL) == ARCHIVE_OK)
        return zip;
    zip_stream_close(zip);
    return NULL;
}

bool zip_stream_member(struct zip_stream *zip, const char *name)
{
    archive_entry_clear(zip->entry);
    archive_entry_set_pathname(zip->entry, name);
    archive_entry_set_filetype(zip->entry, AE_IFREG);
    archive_entry_set_perm(zip->entry, S_IRUSR | S_IWUSR | S_IRGRP | S_IROTH);
    archive_entry_set_mtime(zip->entry, DAY_OF_ALL, 0);
    zip->digest = digest_begin();
    zip->length = 0;
    return archive_write_header(zip->archive, zip->entry) == ARCHIVE_OK;
}

bool zip_stream_add(struct zip_stream *zip, const void *bytes, size_t length)
{
    digest_add(zip->digest, bytes, length);
    zip->length += length;
    return archive_write_data(zip->archive, bytes, length) == (la_ssize_t)length;
}

bool zip_stream_member_end(struct zip_stream *zip, unsigned long long *length, char sha256[DIGEST_TEXT])
{
    unsigned char digest[DIGEST_BYTES];
    digest_end(zip->digest, digest);
    zip->digest = NULL;
    digest_print(digest, sha256);
    *length = zip->length;
    return archive_write_finish_entry(zip->archive) == ARCHIVE_OK;
}

bool zip_stream_end(struct zip_stream *zip)
{
    return archive_write_close(zip->archive) == ARCHIVE_OK;
}

void zip_stream_close(struct zip_stream *zip)
{
    if (zip == NULL)
        return;
    if (zip->digest)
        digest_end(zip->digest, NULL);
    archive_entry_free(zip->entry);
    zip->out = NULL; /* freeing it writes what is left, for nobody */
    archive_write_free(zip->archive);
    free(zip);
}
