/* tables_csv.c: CSV as people and spreadsheets write it, read as a body. */
#include "support/memory.h"
#include "tables/line.h"
#include "tables_given.h"

#include <fcntl.h>
#include <unistd.h>

static struct read_table csv_with(const char *text, struct table_wishes wishes)
{
    return read_source(&(struct table_source){.bytes = text, .length = strlen(text)}, wishes);
}

#define csv(text, ...) csv_with((text), (struct table_wishes){__VA_ARGS__})
#define expect_read(text, expected, ...)                                                                               \
    do {                                                                                                               \
        scoped(read_close) struct read_table read = csv((text), __VA_ARGS__);                                          \
        expect_told(&read, (expected));                                                                                \
    } while (0)

Test(csv, names_properties_in_its_first_row)
{
    expect_read("unit,value\n23476,12.50\n", "{'items':[{'unit':'code:23476','value':12.50}]}");
    expect_read("value,unit\r\n1,code:x@2025-06-30\r\n2,y",
                "{'items':[{'unit':'code:x@2025-06-30','value':1},{'unit':'code:y','value':2}]}");
}

Test(csv, takes_the_labels_that_people_see)
{
    expect_read("Đơn vị*,GIÁ TRỊ\n23476,1\n", "{'items':[{'unit':'code:23476','value':1}]}");
    /* the same letters, decomposed */
    expect_read("Đo\xCC\x9Bn vi\xCC\xA3,Gia\xCC\x81 tri\xCC\xA3\n23476,1\n",
                "{'items':[{'unit':'code:23476','value':1}]}");
}

Test(csv, is_separated_as_its_header_is)
{
    expect_read("unit;name;value\nx;a,b;1\n", "{'items':[{'unit':'code:x','name':'a,b','value':1}]}");
    expect_read("unit\tvalue\nx\t1\n", "{'items':[{'unit':'code:x','value':1}]}");
    expect_read("sep=;\r\nunit;value\r\nx;1\r\n", "{'items':[{'unit':'code:x','value':1}]}");
}

Test(csv, may_begin_with_a_mark_and_quote_its_cells)
{
    expect_read("\xEF\xBB\xBFunit,name\r\n\"x\",\"nói \"\"vậy\"\", hai\ndòng\"\r\n",
                "{'items':[{'unit':'code:x','name':'nói \\'vậy\\', hai\\ndòng'}]}");
}

Test(csv, counts_rows_as_a_spreadsheet_does)
{
    scoped(read_close) struct read_table read = csv("unit,name\r\n\r\nx,a\r\n,\r\ny,b\r\n");
    cr_assert(eq(sz, read.table.count, 2));
    cr_assert(eq(uint, read.table.rows[0], 3));
    cr_assert(eq(uint, read.table.rows[1], 5));
}

Test(csv, keeps_every_digit)
{
    expect_read("unit,value\nx,86083.100000\n", "{'items':[{'unit':'code:x','value':86083.100000}]}");
    expect_read("unit,value\nx,-0.5\n", "{'items':[{'unit':'code:x','value':-0.5}]}");
    expect_read("unit,value\nx,007\n", "{'items':[{'unit':'code:x','value':7}]}");
}

Test(csv, reads_vietnamese_numbers_when_told_so)
{
    expect_read("unit;value\nx;86.083,5\n", "{'items':[{'unit':'code:x','value':86083.5}]}", .decimal_comma = true);
    expect_read("unit;value\nx;15,49%\n", "{'items':[{'unit':'code:x','value':15.49}]}", .decimal_comma = true);
    expect_read("unit;value\nx;1 234 567,25\n", "{'items':[{'unit':'code:x','value':1234567.25}]}",
                .decimal_comma = true);
    expect_read("unit;value\nx;\xE2\x88\x92"
                "5,9\n",
                "{'items':[{'unit':'code:x','value':-5.9}]}", .decimal_comma = true);
}

/* What reads as no number stays text, and the contract's check says so: 1,549 is never silently 1549. */
Test(csv, never_guesses_what_a_comma_means)
{
    expect_read("unit;value\nx;15,49\n", "{'items':[{'unit':'code:x','value':'15,49'}]}");
    expect_read("unit;value\nx;1,549\n", "{'items':[{'unit':'code:x','value':'1,549'}]}");
    expect_read("unit;value\nx;15.49\n", "{'items':[{'unit':'code:x','value':'15.49'}]}", .decimal_comma = true);
    expect_read("unit;value\nx;abc\n", "{'items':[{'unit':'code:x','value':'abc'}]}");
}

Test(csv, reads_dates_truths_and_lists)
{
    expect_read("unit,day,done,tags\nx,31/12/2025,Có,a; b;\ny,2025-12-31,false,c\n",
                "{'items':[{'unit':'code:x','day':'2025-12-31','done':true,'tags':['a','b']},"
                "{'unit':'code:y','day':'2025-12-31','done':false,'tags':['c']}]}");
}

Test(csv, nests_dotted_names)
{
    expect_read("unit,place.from,place.to\nx,a,b\ny,,\n",
                "{'items':[{'unit':'code:x','place':{'from':'a','to':'b'}},{'unit':'code:y'}]}");
}

Test(csv, takes_back_the_references_that_lists_show)
{
    expect_read(
        "unit.id,unit.code,value\n,23476,1\n0190a000-0000-7000-8000-000000000000,23476,2\n",
        "{'items':[{'unit':'code:23476','value':1},{'unit':'0190a000-0000-7000-8000-000000000000','value':2}]}");
}

Test(csv, says_nothing_by_an_empty_cell_or_clears_by_it)
{
    expect_read("unit,name,count\nx,,\n", "{'items':[{'unit':'code:x'}]}");
    expect_read("unit,name,count\nx,,\n", "{'items':[{'unit':'code:x','name':null}]}", .blank_clears = true);
}

Test(csv, passes_over_what_is_only_shown)
{
    expect_read("unit,target,value\nx,9,1\n", "{'items':[{'unit':'code:x','value':1}]}");
}

Test(csv, may_come_with_the_apostrophe_that_our_own_puts_before_formulas)
{
    expect_read(
        "unit,name\nx,'=1+1\ny,=1+1\nz,'nháy\n",
        "{'items':[{'unit':'code:x','name':'=1+1'},{'unit':'code:y','name':'=1+1'},{'unit':'code:z','name':''nháy'}]}");
}

Test(csv, refuses_columns_by_name)
{
    expect_read("unit,giá,x\nx,1,2\n", "unknown_column@/items unknown_column@/items");
    expect_read("unit,value,Giá trị\nx,1,2\n", "repeated_column@/items");
    expect_read("value\n1\n", "column_missing@/items");
}

Test(csv, names_the_cell_that_stands_in_no_column)
{
    expect_read("unit,value\nx,1,stray\n", "cell_without_column@/items");
    scoped(read_close) struct read_table read = csv("unit;name;value\nx;a;1\n\ny;b;2;;stray\n");
    cr_assert(eq(str, (char *)json_string_value(json_object_get(read.problem.params, "cell")), "E4"));
}

Test(csv, refuses_what_is_no_table)
{
    expect_read("", "table_is_empty");
    expect_read("unit,name\nx,\"never closed\n", "malformed_table");
    expect_read("unit,name\nx,\"a\"b\n", "malformed_table");
    scoped(read_close) struct read_table zeros =
        read_source(&(struct table_source){.bytes = "unit\n\0x\n", .length = 8}, (struct table_wishes){0});
    expect_told(&zeros, "malformed_table");
    expect_read("unit,name\nx,Kon R\xE3y\n", "table_not_utf8"); /* as Windows saves CSV when nobody asks for UTF-8 */
    expect_read("unit,t\xEAn\nx,y\n", "table_not_utf8");
}

Test(csv, has_bounds)
{
    scoped(text_close) struct text wide = {0}, endless = {0};
    text_add(&wide, "unit");
    for (int i = 0; i < TABLE_COLUMNS_MOST; i++)
        text_add(&wide, ",x");
    text_add(&wide, "\n");
    scoped(read_close) struct read_table columns = csv(text_string(&wide));
    expect_told(&columns, "table_too_large");
    text_add(&endless, "unit,name\nx,\"");
    for (int i = 0; i < 300 * 1024; i++)
        text_add_char(&endless, 'a');
    scoped(read_close) struct read_table quoted_cell = csv(text_string(&endless));
    expect_told(&quoted_cell, "malformed_table");
}

Test(csv, has_at_most_so_many_rows)
{
    scoped(text_close) struct text all = {0};
    text_add(&all, "unit\n");
    for (int i = 0; i < TABLE_ROWS_MOST; i++)
        text_add(&all, "x\n");
    scoped(read_close) struct read_table read = csv(text_string(&all));
    expect_told(&read, "table_too_large");
}

Test(csv, is_read_from_a_file_piece_by_piece)
{
    scoped(text_close) struct text all = {0};
    text_add(&all, "unit,name\n");
    for (int i = 0; i < 20000; i++)
        text_print(&all, "x%d,\"tên %d\"\n", i, i);
    int file = open("/tmp", O_TMPFILE | O_RDWR, 0600);
    cr_assert(write(file, all.bytes, all.length) == (ssize_t)all.length);
    struct table_source source = {.file = file, .length = all.length};
    scoped(read_close) struct read_table read = read_source(&source, (struct table_wishes){0});
    cr_assert(eq(sz, read.table.count, 20000));
    cr_assert(eq(uint, read.table.rows[19999], 20001));
    close(file);
}

Test(csv, keeps_the_faults_of_each_row_when_asked)
{
    scoped(read_close) struct read_table read = csv("unit,value,day\nx,1,2025-02-31\n,2,\nz,abc,\n", .each_row = true);
    expect_told(
        &read,
        "{'items':[{'unit':'code:x','value':1,'day':'2025-02-31'},{'value':2},{'unit':'code:z','value':'abc'}]}");
    table_place_faults(&read.table, read.table.faults);
    scoped(free_string) char *faults = json_dumps(read.table.faults, JSON_COMPACT | JSON_SORT_KEYS);
    cr_assert(strstr(faults, "\"code\":\"wrong_type\",\"item\":2") && strstr(faults, "\"column\":\"B\"") &&
                  strstr(faults, "\"row\":4"),
              "%s", faults);
    cr_assert(eq(sz, json_array_size(read.table.faults), 3), "%s", faults);
}

/* One such number would end the statement that keeps the whole file. */
Test(csv, lets_no_row_go_on_that_no_database_holds)
{
    char many[1200], text[1600];
    memset(many, '1', sizeof many);
    snprintf(text, sizeof text, "unit,value\nx,0.%.*s\ny,0.1234567\n", 1100, many);
    scoped(read_close) struct read_table read = csv(text, .each_row = true);
    expect_told(&read, "{'items':[{},{'unit':'code:y','value':0.1234567}]}");
    static const char lines[] =
        "{\"unit\":\"\\\"-1e9999\",\"value\":1e5}\n{\"value\":1e-20000}\n{\"value\":1E+1001}\n[1]\n";
    scoped(read_close) struct read_table sent = csv(lines, .each_row = true, .json_lines = true);
    expect_told(&sent, "{'items':[{'unit':'\\'-1e9999','value':1e5},{},{},{}]}");
    cr_assert(eq(sz, json_array_size(sent.table.faults), 4));
}

/* Whoever sends no ends of lines does not fill the memory. */
Test(csv, takes_lines_of_json_up_to_a_length)
{
    enum { LINE = 256 * 1024 };
    scoped(free_string) char *line = memory_take(LINE + 2);
    memset(line, ' ', LINE + 1);
    memcpy(line, "{\"unit\":\"x\"}", 12);
    line[LINE] = '\0';
    scoped(read_close) struct read_table longest = csv(line, .each_row = true, .json_lines = true);
    cr_assert(eq(str, longest.problem.code, ""));
    line[LINE] = ' ';
    line[LINE + 1] = '\0';
    scoped(read_close) struct read_table longer = csv(line, .each_row = true, .json_lines = true);
    expect_told(&longer, "malformed_table");
}

Test(line, holds_so_many_bytes_and_no_more)
{
    enum { MOST = 1024 * 1024 };
    scoped(free_string) char *cell = memory_take(MOST);
    struct line line = {0};
    struct problem problem = {0};
    memset(cell, 'a', MOST);
    cr_assert(line_begin(&line, 1, &problem) && line_add(&line, 0, LINE_TEXT, cell, MOST, &problem));
    cr_assert(not(line_add(&line, 1, LINE_TEXT, "a", 1, &problem)));
    cr_assert(eq(str, problem.code, "table_too_large"));
    text_close(&line.bytes);
    problem_close(&problem);
}

/* Few rows of long texts are as much as many rows. */
Test(csv, becomes_so_much_text_and_no_more)
{
    enum { ROWS = 16 * 1024 + 1, NAME = 1024 };
    char name[NAME + 1] = "";
    scoped(text_close) struct text table = {0};
    memset(name, 'a', NAME);
    text_add(&table, "unit,name\n");
    for (int i = 0; i < ROWS; i++)
        text_print(&table, "x,%s\n", name);
    scoped(read_close) struct read_table read = csv(text_string(&table), 0);
    expect_told(&read, "table_too_large");
}

Test(csv, names_columns_as_spreadsheets_do)
{
    static const struct {
        unsigned number;
        char letters[8];
    } names[] = {{0, "A"}, {25, "Z"}, {26, "AA"}, {51, "AZ"}, {52, "BA"}, {701, "ZZ"}, {702, "AAA"}};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char letters[8];
        table_column_letters(names[i].number, letters);
        cr_assert_str_eq(letters, names[i].letters);
    }
}
