/* template.c: a workbook to be filled in and sent back: a page of instructions, a page with a row for each figure that
 * is expected, locked where nothing is to be typed, and a hidden page that says whose sheet it is. Columns are those of
 * the rows that an import takes, with their labels. Whoever enters values for others gets the rows of all units that
 * owe them still. */
#include "database/database.h"
#include "exchange/handlers.h"
#include "http/answer.h"
#include "http/table_body.h"
#include "support/log.h"
#include "support/memory.h"
#include "support/scoped.h"
#include "support/spool.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xlsxwriter.h>

enum { COLUMNS = TABLE_COLUMNS_MOST, FIELDS = 64, CHOICES = 32, SPARE_ROWS = 1, EMPTY_ROWS = 1000, LIST_BYTES = 250 };

static const char guide_page[] = "Hướng dẫn", data_page[] = "Số liệu", hidden_page[] = "thidua";

struct template
{
    FILE *file;
    lxw_workbook *book;
    lxw_worksheet *data;
    lxw_format *heading, *shown, *typed, *typed_date, *typed_text;
    const PGresult *rows;
    struct field fields[FIELDS];
    size_t field_count;
    struct field *units; /* a column each, behind the others */
    int unit_count;
    const struct field *columns[COLUMNS]; /* NULL for a hidden one */
    int column_count;
    bool broken; /* something was not written: memory or the disk is full */
};

static void put(struct template *template, lxw_error error)
{
    template->broken |= error != LXW_NO_ERROR;
}

/* ---- looks ---- */

static lxw_format *look(struct template *template, lxw_color_t background, bool locked, bool wraps)
{
    lxw_format *format = memory_insist(workbook_add_format(template->book));
    format_set_border(format, LXW_BORDER_THIN);
    format_set_border_color(format, 0xBFBFBF);
    format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
    if (background)
        format_set_bg_color(format, background);
    if (!locked)
        format_set_unlocked(format);
    if (wraps)
        format_set_text_wrap(format);
    return format;
}

static void make_looks(struct template *template)
{
    template->heading = look(template, 0xD9E2F3, true, true);
    format_set_bold(template->heading);
    template->shown = look(template, 0xF2F2F2, true, true);
    template->typed = look(template, 0, false, false);
    template->typed_text = look(template, 0, false, true);
    format_set_num_format(template->typed_text, "@");
    template->typed_date = look(template, 0, false, false);
    format_set_num_format(template->typed_date, "dd/mm/yyyy");
}

/* ---- the page that is filled in ---- */

static const struct field *field_named(const struct template *template, const char *name)
{
    for (size_t i = 0; i < template->field_count; i++)
        if (strcmp(template->fields[i].name, name) == 0)
            return &template->fields[i];
    return NULL;
}

static bool is_reference(const struct field *field)
{
    return field->kind == VALUE_UNIT_REFERENCE || field->kind == VALUE_INDICATOR_REFERENCE;
}

static double width_of(const struct field *field)
{
    static const struct {
        const char *name;
        double width;
    } widths[] = {{"name", 48}, {"unit_name", 26}, {"note", 32}, {"reason", 32}, {"text", 32}, {"status", 20}};
    for (size_t i = 0; i < sizeof widths / sizeof widths[0]; i++)
        if (strcmp(widths[i].name, field->name) == 0)
            return widths[i].width;
    return 14;
}

/* Those of the rows that are shown; where there are none, whatever may be filled in. */
static void choose_columns(struct template *template)
{
    for (int i = 0; template->rows && i < PQnfields(template->rows) && i < COLUMNS; i++)
        template->columns[template->column_count++] = field_named(template, PQfname(template->rows, i));
    for (size_t i = 0; template->rows == NULL && i < template->field_count && template->column_count < COLUMNS; i++)
        if (!template->fields[i].read_only)
            template->columns[template->column_count++] = &template->fields[i];
    for (int i = 0; i < template->unit_count && template->column_count < COLUMNS; i++)
        template->columns[template->column_count++] = &template->units[i];
}

/* “Giao chỉ tiêu.23329 Xã Đoàn Kết”: the part that a unit is given of what the row is. */
static void add_units(struct template *template, const struct schema *body, const PGresult *units)
{
    int count = PQntuples(units);
    template->units = memory_new((size_t)count + 1, sizeof *template->units);
    for (int i = 0; i < count; i++) {
        struct field *field = &template->units[template->unit_count];
        scoped(free_string) char *name = text_format("targets.%s", column(units, i, "code"));
        if (!schema_open_field(body, name, strlen(name), field))
            continue;
        field->title = text_format("%s.%s %s", field->title, column(units, i, "code"), column(units, i, "name"));
        template->unit_count++;
    }
}

static void close_units(struct template *template)
{
    for (int i = 0; i < template->unit_count; i++)
        free((char *)(size_t) template->units[i].title);
    free(template->units);
}

static void add_headings(struct template *template)
{
    for (int i = 0; i < template->column_count; i++) {
        const struct field *field = template->columns[i];
        if (field == NULL)
            continue;
        scoped(free_string) char *title =
            text_format("%s%s", field->title, template->rows || !field->required ? "" : " *");
        put(template, worksheet_write_string(template->data, 0, (lxw_col_t)i, title, template->heading));
        put(template, worksheet_set_column(template->data, (lxw_col_t)i, (lxw_col_t)i, width_of(field), NULL));
    }
    put(template, worksheet_set_row(template->data, 0, 32, NULL));
    worksheet_freeze_panes(template->data, 1, 2);
}

/* The labels of a catalogue, in Vietnamese: what people choose from. Ended by NULL; borrowed. False when they are more
 * than a list in a workbook holds. */
static bool labels_of(const char *catalogue, const char *labels[CHOICES + 1])
{
    const struct catalogue *found = contract_catalogue(contract_served, catalogue);
    size_t count = found ? found->count : 0, bytes = 0;
    if (count > CHOICES)
        return false;
    for (size_t i = 0; i < count; i++) {
        labels[i] = found->entries[i].label.vi;
        bytes += strlen(labels[i]) + 1;
    }
    labels[count] = NULL;
    return bytes <= LIST_BYTES;
}

static bool is_number(const struct field *field)
{
    return field->kind == VALUE_NUMBER || field->kind == VALUE_INTEGER;
}

/* What may be typed: a label of the catalogue, a number, a day. */
static void add_rules(struct template *template, lxw_row_t last)
{
    for (int number = 0; number < template->column_count; number++) {
        const struct field *field = template->columns[number];
        lxw_col_t i = (lxw_col_t)number;
        const char *labels[CHOICES + 1];
        lxw_data_validation rule = {.ignore_blank = LXW_VALIDATION_ON,
                                    .error_type = LXW_VALIDATION_ERROR_TYPE_STOP,
                                    .error_title = (char *)(size_t) "Chưa đúng"};
        if (field == NULL || field->read_only || field->list || is_reference(field))
            continue;
        if (field->catalogue) {
            if (!labels_of(field->catalogue, labels))
                continue;
            rule.validate = LXW_VALIDATION_TYPE_LIST;
            rule.value_list = (char **)(size_t)labels;
            rule.error_message = (char *)(size_t) "Hãy chọn một mục trong danh sách.";
        } else if (is_number(field)) {
            rule.validate = LXW_VALIDATION_TYPE_DECIMAL;
            rule.criteria = LXW_VALIDATION_CRITERIA_BETWEEN;
            rule.minimum_number = -1e15;
            rule.maximum_number = 1e15;
            rule.error_message = (char *)(size_t) "Ô này chỉ ghi số.";
        } else {
            continue;
        }
        put(template, worksheet_data_validation_range(template->data, 1, i, last, i, &rule));
    }
}

/* "{value,text}" names the columns of this row in which nothing is to be typed. */
static bool is_locked(const struct template *template, int row, const struct field *field)
{
    const char *locked = column(template->rows, row, "_locked");
    size_t length = strlen(field->name);
    if (field->read_only || is_reference(field))
        return true;
    for (const char *at = locked; at && (at = strstr(at, field->name)); at += length)
        if (strchr("{,", at[-1]) && strchr("},", at[length]))
            return true;
    return false;
}

static lxw_format *look_of(const struct template *template, const struct field *field, bool locked)
{
    if (locked)
        return template->shown;
    if (field->kind == VALUE_DATE)
        return template->typed_date;
    return is_number(field) ? template->typed : template->typed_text;
}

static void add_cell(struct template *template, int row, int number)
{
    const struct field *field = template->columns[number];
    lxw_row_t at = (lxw_row_t)row + 1;
    lxw_col_t in = (lxw_col_t)number;
    lxw_format *format = look_of(template, field, is_locked(template, row, field));
    const char *value = PQgetisnull(template->rows, row, number) ? NULL : PQgetvalue(template->rows, row, number);
    if (value == NULL)
        put(template, worksheet_write_blank(template->data, at, in, format));
    else if (is_number(field))
        put(template, worksheet_write_number(template->data, at, in, strtod(value, NULL), format));
    else
        put(template,
            worksheet_write_string(template->data, at, in,
                                   field->catalogue ? contract_label(field->catalogue, value, "vi") : value, format));
}

static void add_data(struct template *template)
{
    int count = template->rows ? PQntuples(template->rows) : 0;
    lxw_protection may = {.format_columns = 1, .format_rows = 1, .sort = 1, .autofilter = 1};
    choose_columns(template);
    add_headings(template);
    for (int row = 0; row < count; row++)
        for (int i = 0; i < template->column_count; i++)
            if (template->columns[i])
                add_cell(template, row, i);
    add_rules(template, template->rows ? (lxw_row_t)count + SPARE_ROWS : EMPTY_ROWS);
    if (template->rows)
        worksheet_protect(template->data, NULL, &may);
    worksheet_set_landscape(template->data);
    worksheet_fit_to_pages(template->data, 1, 0);
    worksheet_repeat_rows(template->data, 0, 0);
}

/* ---- the page that says how, and the one that says whose ---- */

/* What the first page says of each type; the last row is that of every other one. */
static const struct guide {
    const char *type, *title, *lines[6];
} guides[] = {
    {"values",
     "Biểu nhập số liệu thi đua",
     {"1. Điền vào các ô trắng của trang “Số liệu”; ô xám đã có sẵn, không cần sửa.",
      "2. Chỉ tiêu tỷ lệ: ghi tử số và mẫu số, hệ thống tự tính kết quả.",
      "3. Không có số liệu: chọn tình trạng phù hợp và ghi lý do ở cột ghi chú.",
      "4. Để trống dòng nào thì số liệu của dòng đó được giữ nguyên.",
      "5. Không đổi tên cột, không thêm cột. Lưu lại ở dạng .xlsx rồi gửi lên hệ thống."}},
    {"targets",
     "Biểu giao chỉ tiêu thi đua",
     {"1. Mỗi dòng là chỉ tiêu giao cho một đơn vị; điền vào các ô trắng của trang “Số liệu”.",
      "2. Chỉ tiêu tỷ lệ có thể ghi tử số và mẫu số.",
      "3. Điều chỉnh chỉ tiêu của phong trào đã phát động: ghi ngày hiệu lực và lý do.",
      "4. Để trống dòng nào thì chỉ tiêu của dòng đó được giữ nguyên.",
      "5. Không đổi tên cột, không thêm cột. Lưu lại ở dạng .xlsx rồi gửi lên hệ thống."}},
    {NULL,
     "Biểu nhập",
     {"1. Mỗi dòng của trang “Số liệu” là một mục; cột có dấu * phải ghi, cột khác để trống nếu không cần.",
      "2. Đơn vị ghi bằng mã; ngày ghi dạng 31/12/2025; nhiều mục trong một ô cách nhau bằng dấu chấm phẩy.",
      "3. Mục đã có được nhận ra theo mã; ô để trống thì nội dung đang có được giữ nguyên.",
      "4. Hãy gửi kiểm tra trước, sửa các dòng sai rồi gửi lại để ghi.",
      "5. Không đổi tên cột, không thêm cột. Lưu lại ở dạng .xlsx rồi gửi lên hệ thống."}},
};

static const struct guide *guide_of(const char *type)
{
    const struct guide *guide = guides;
    while (guide->type && strcmp(guide->type, type) != 0)
        guide++;
    return guide;
}

static lxw_row_t add_subject(struct template *template, lxw_worksheet *guide, const PGresult *head, lxw_format *line)
{
    const char *campaign = column(head, 0, "campaign_code"), *title = column(head, 0, "campaign_title");
    const char *period = column(head, 0, "period"), *due = column(head, 0, "due_on");
    lxw_row_t row = 2;
    if (title) {
        scoped(free_string) char *subject =
            text_format("%s%s%s", campaign ? campaign : "", campaign ? " – " : "", title);
        put(template, worksheet_write_string(guide, row++, 0, subject, line));
    }
    scoped(free_string) char *who = text_format("Đơn vị: %s", column(head, 0, "unit_name"));
    put(template, worksheet_write_string(guide, row++, 0, who, line));
    if (period) {
        scoped(free_string) char *when =
            due ? text_format("Kỳ báo cáo: %s, hạn gửi %.2s/%.2s/%.4s", period, due + 8, due + 5, due)
                : text_format("Kỳ báo cáo: %s", period);
        put(template, worksheet_write_string(guide, row++, 0, when, line));
    }
    return row + 1;
}

static void add_guide(struct template *template, lxw_worksheet *page, const PGresult *head)
{
    const char *type = column(head, 0, "operation");
    const struct guide *guide = guide_of(type);
    lxw_format *title = memory_insist(workbook_add_format(template->book));
    lxw_format *line = memory_insist(workbook_add_format(template->book));
    scoped(free_string) char *named =
        guide->type ? text_copy(guide->title)
                    : text_format("%s: %s", guide->title, contract_label("import_type", type, "vi"));
    format_set_bold(title);
    format_set_font_size(title, 14);
    format_set_text_wrap(title);
    format_set_text_wrap(line);
    put(template, worksheet_set_column(page, 0, 0, 100, NULL));
    put(template, worksheet_write_string(page, 0, 0, named, title));
    lxw_row_t row = add_subject(template, page, head, line);
    for (const char *const *say = guide->lines; *say; say++)
        put(template, worksheet_write_string(page, row++, 0, *say, line));
    worksheet_protect(page, NULL, NULL);
}

static void add_identity(struct template *template, lxw_worksheet *page, const PGresult *head)
{
    static const char *const keys[][2] = {{"operation", "operation"}, {"campaign", "campaign_id"}, {"unit", "unit_id"},
                                          {"period", "period"},       {"version", "version"},      {"title", "title"}};
    lxw_row_t row = 0;
    put(template, worksheet_write_string(page, row, 0, "page", NULL));
    put(template, worksheet_write_string(page, row++, 1, data_page, NULL));
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        const char *value = column(head, 0, keys[i][1]);
        if (value == NULL)
            continue;
        put(template, worksheet_write_string(page, row, 0, keys[i][0], NULL));
        put(template, worksheet_write_string(page, row++, 1, value, NULL));
    }
    worksheet_protect(page, NULL, NULL);
    worksheet_hide(page);
}

/* ---- the workbook ---- */

static bool open_book(struct template *template)
{
    char path[32];
    template->file = spool_in_memory();
    if (template->file == NULL)
        return false;
    snprintf(path, sizeof path, "/proc/self/fd/%d", fileno(template->file)); /* libxlsxwriter wants a name */
    template->book = workbook_new(path);
    return template->book != NULL;
}

static bool write_book(struct template *template, const PGresult *head, struct reply *reply)
{
    if (!open_book(template))
        return false;
    lxw_worksheet *guide = workbook_add_worksheet(template->book, guide_page);
    template->data = workbook_add_worksheet(template->book, data_page);
    lxw_worksheet *identity = workbook_add_worksheet(template->book, hidden_page);
    template->broken = guide == NULL || template->data == NULL || identity == NULL;
    if (!template->broken) {
        make_looks(template);
        add_guide(template, guide, head);
        add_data(template);
        add_identity(template, identity, head);
        worksheet_activate(template->data);
    }
    return workbook_close(template->book) == LXW_NO_ERROR && !template->broken &&
           text_add_file(&reply->body, fileno(template->file));
}

static const struct schema *import_body(const char *type)
{
    return table_body_schema(contract_operation(contract_served, "create_import"), type);
}

static bool answer(struct request *request, const char *type, const char *rows, struct reply *reply,
                   struct problem *problem)
{
    struct template template = {0};
    const char *campaign = request_argument(request, "campaign"), *unit = request_argument(request, "unit");
    const char *period = request_argument(request, "period"), *proposal = request_argument(request, "proposal");
    const char *level = request_argument(request, "level");
    const PGresult *head =
        transaction_step(request->transaction, problem, "exchange/template_head", "type", type, "campaign", campaign,
                         "proposal", proposal, "unit", unit, "period", period, NULL);
    if (head && rows && strcmp(type, "values") == 0 && column(head, 0, "unit_id") == NULL)
        rows = "exchange/values_sheet_of_units";
    if (head && rows)
        template.rows = transaction_step(request->transaction, problem, rows, "campaign", campaign, "unit", unit,
                                         "period", period, NULL);
    const PGresult *units = NULL;
    if (head && level)
        units = transaction_step(request->transaction, problem, "exchange/template_units", "level", level, NULL);
    if (head == NULL || (rows && template.rows == NULL) || (level && units == NULL))
        return false;
    const char *campaign_code = column(head, 0, "campaign_code");
    template.field_count = schema_fields(import_body(type), template.fields, FIELDS);
    if (units)
        add_units(&template, import_body(type), units);
    bool done = write_book(&template, head, reply);
    close_units(&template);
    if (template.file)
        fclose(template.file);
    reply->content_type = answer_media_type(FORMAT_XLSX);
    reply->disposition = text_format("attachment; filename=\"%s%s%s%s%s.xlsx\"", type, campaign_code ? "-" : "",
                                     campaign_code ? campaign_code : "", period ? "-" : "", period ? period : "");
    if (!done)
        log_event(LOG_ERROR, "spreadsheet_not_made", "operation", request->operation->id, NULL);
    return done || problem_set(problem, "internal_error", NULL);
}

bool get_values_template(struct request *request, struct reply *reply, struct problem *problem)
{
    return answer(request, "values", "exchange/values_sheet", reply, problem);
}

bool get_targets_template(struct request *request, struct reply *reply, struct problem *problem)
{
    return answer(request, "targets", "exchange/targets_sheet", reply, problem);
}

/* Of the types whose rows are things: nothing but the columns. */
bool get_import_template(struct request *request, struct reply *reply, struct problem *problem)
{
    return answer(request, request_argument(request, "type"), NULL, reply, problem);
}
