/* workbook.c: the parts of a workbook as they come out of its archive, where a checksum keeps every change of a byte
 * from the reader of XML: those of `parts` in turn, a zero byte between them; what the input leaves out is as it should
 * be. */
#include "tables_given.h"

#include <zip.h>

#define RELATIONS "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

static const struct part {
    const char *name, *usual;
} parts[] = {
    {"xl/worksheets/sheet1.xml", "<worksheet/>"},
    {"xl/sharedStrings.xml", "<sst><si><t>code</t></si><si><t>name</t></si></sst>"},
    {"xl/styles.xml", "<styleSheet><cellXfs><xf/><xf numFmtId='14'/><xf numFmtId='9'/></cellXfs></styleSheet>"},
    {"xl/worksheets/sheet2.xml", "<worksheet/>"},
    {"xl/workbook.xml", "<workbook><sheets><sheet name='A' r:id='rId1'/><sheet name='thidua' state='hidden' "
                        "r:id='rId2'/></sheets></workbook>"},
    {"xl/_rels/workbook.xml.rels",
     "<Relationships><Relationship Id='rId1' Type='" RELATIONS "/worksheet' Target='worksheets/sheet1.xml'/>"
     "<Relationship Id='rId2' Type='" RELATIONS "/worksheet' Target='worksheets/sheet2.xml'/>"
     "<Relationship Id='rId3' Type='" RELATIONS "/sharedStrings' Target='sharedStrings.xml'/>"
     "<Relationship Id='rId4' Type='" RELATIONS "/styles' Target='styles.xml'/></Relationships>"},
    {"_rels/.rels", "<Relationships><Relationship Id='rId1' Type='" RELATIONS
                    "/officeDocument' Target='xl/workbook.xml'/></Relationships>"},
};

static void add_part(zip_t *archive, const char *name, const char *bytes, size_t length)
{
    zip_int64_t added = zip_file_add(archive, name, zip_source_buffer(archive, bytes, length, 0), 0);
    must(added >= 0 && zip_set_file_compression(archive, (zip_uint64_t)added, ZIP_CM_STORE, 0) == 0);
}

static void add_parts(zip_t *archive, const char *given, size_t length)
{
    const char *end = given + length;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        const char *stop = given < end ? memchr(given, '\0', (size_t)(end - given)) : NULL;
        size_t size = given < end ? (size_t)((stop ? stop : end) - given) : 0;
        add_part(archive, parts[i].name, size ? given : parts[i].usual, size ? size : strlen(parts[i].usual));
        given += size + 1;
    }
}

/* The archive in memory of its own length; the caller frees. */
static char *archive_of(const char *given, size_t given_length, size_t *length)
{
    zip_stat_t about;
    zip_source_t *made = zip_source_buffer_create(NULL, 0, 0, NULL);
    zip_t *archive = zip_open_from_source(made, ZIP_TRUNCATE, NULL);
    must(archive);
    zip_source_keep(made);
    add_parts(archive, given, given_length);
    must(zip_close(archive) == 0 && zip_source_stat(made, &about) == 0 && zip_source_open(made) == 0);
    char *bytes = malloc(about.size);
    must(bytes && zip_source_read(made, bytes, about.size) == (zip_int64_t)about.size);
    *length = about.size;
    zip_source_close(made);
    zip_source_free(made);
    return bytes;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    size_t packed;
    const struct operation *operation = table_operation(&bytes, &length);
    unsigned wishes = length ? bytes[0] : 0;
    scoped(free_string) char *given = text_given(bytes + (length > 0), length - (length > 0));
    scoped(free_string) char *archive = archive_of(given, length - (length > 0), &packed);
    table_must_stand(operation, wishes, &(struct table_source){.bytes = archive, .length = packed});
    return 0;
}
