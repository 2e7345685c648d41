/* public_data_test.c: what anybody may read of campaigns, progress and rankings: only what a leader's act published,
 * with counts of few persons left out; as JSON, CSV and NDJSON, with a licence, a tag and a budget; and the catalogue
 * of it. */
#include "support/season.h"

#include <string.h>

static const char leader[] = "thanh-pho-kon-tum.leader";
static const char reviewer[] = "thanh-pho-kon-tum.reviewer";

/* A campaign with a count of persons, one of trees, and one that is internal, reported by four communes. */
static const char *launch(const char *code)
{
    static const char *const kinds[][3] = {
        {"NGUOI", "người", "public"}, {"CAY", "cây", "public"}, {"NOIBO", "người", "internal"}};
    static const char *const units[] = {"phuong-quyet-thang", "phuong-quang-trung", "xa-doan-ket", "xa-hoa-binh"};
    const char *items = "", *reporters = "";
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
        reporters = body("%s%s{'unit': 'code:%s'}", reporters, i ? ", " : "", units[i]);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        items = body(
            "%s%s{'code': '%s-%s', 'name': 'Chỉ tiêu %s', 'field': 'economy', 'value_type': 'count', 'decimals': 0,"
            " 'unit_of_measure': '%s', 'comparator': 'gte', 'target_value': 20, 'rollup': 'sum',"
            " 'accumulation': 'level', 'visibility': '%s', 'reporters': [%s]}",
            items, i ? ", " : "", code, kinds[i][0], kinds[i][0], kinds[i][1], kinds[i][2], reporters);
    return launch_campaign(
        "thanh-pho-kon-tum",
        body("{'code': '%s', 'title': 'Dữ liệu mở %s', 'kind': 'movement', 'year': 2025, 'starts_on':"
             " '2025-01-01', 'ends_on': '2025-12-31', 'report_route': 'verify', 'report_periods':"
             " ['2025-Q1']}",
             code, code),
        body("{'items': [%s]}", items));
}

static void report_values(const char *code, const char *unit, const char *values)
{
    struct answer saved = as(at("%s.reporter", unit), PATCH, sheet_at(code, unit, "2025-Q1"), .if_match = "\"0\"",
                             .type = "application/merge-patch+json", .json = body("{'values': {%s}}", values));
    const char *report = report_saved(saved);
    expect_status(move(at("%s.reporter", unit), report, "submitted"), 201);
    expect_status(move(reviewer, report, "verified"), 201);
}

/* `of_all` persons, trees and internal ones alike. */
static void report(const char *code, const char *unit, int of_all)
{
    report_values(code, unit,
                  body("'%s-NGUOI': {'value': %d}, '%s-CAY': {'value': %d}, '%s-NOIBO': {'value': %d}", code, of_all,
                       code, of_all, code, of_all));
}

/* A season of four communes: 3, 7, 12 and 40 persons. */
static const char *reported(const char *code)
{
    const char *path = launch(code);
    report(code, "phuong-quyet-thang", 3);
    report(code, "phuong-quang-trung", 7);
    report(code, "xa-doan-ket", 12);
    report(code, "xa-hoa-binh", 40);
    return path;
}

static struct answer publication(const char *path, const char *how)
{
    return as(leader, PUT, at("%s/publication", path), .json = how, .if_match = etag(as(leader, GET, path)));
}

static struct answer progress(const char *path, const char *more)
{
    return nobody(GET, at("/public/progress?campaign=%s%s", path + strlen("/campaigns/"), more));
}

/* The row of an indicator for a unit. */
static json_t *row_of(struct answer rows, const char *indicator, const char *unit)
{
    size_t i;
    json_t *row;
    json_array_foreach(json(rows, "items"), i, row) {
        if (strcmp(json_string_value(within(row, "indicator.code")), indicator) == 0 &&
            strcmp(json_string_value(within(row, "unit.name")), unit) == 0)
            return row;
    }
    return NULL;
}

static const char *hidden(json_t *row)
{
    const char *why = json_string_value(within(row, "suppressed"));
    return why ? why : "";
}

Test(public_campaigns, are_listed_once_their_leader_published_them)
{
    const char *path = launch("MO-1");
    struct answer before = nobody(GET, "/public/campaigns?q=du+lieu+mo+mo-1");
    expect_count(before, "items", 0);
    expect_problem(progress(path, ""), 404, "not_found");
    expect_status(publication(path, body("{'published': true}")), 200);
    struct answer listed = nobody(GET, "/public/campaigns?q=du+lieu+mo+mo-1");
    expect_count(listed, "items", 1);
    expect_text(listed, "items.0.issuing_unit.name", "Thành phố Kon Tum");
    expect_text(listed, "items.0.figures", "totals");
    expect_number(listed, "items.0.indicator_count", 2);
    expect_count(nobody(GET, "/public/campaigns?q=mo-1&year=2024"), "items", 0);
    expect_count(nobody(GET, "/public/campaigns?q=mo-1&year=2025&level=district&state=launched"), "items", 1);
    expect_count(nobody(GET, "/public/campaigns?q=mo-1&unit=code:thanh-pho-kon-tum@2025-06-16"), "items", 1);
    expect_count(nobody(GET, "/public/campaigns?q=mo-1&unit=code:tinh-kon-tum@2025-06-16"), "items", 0);
    expect_status(publication(path, body("{'published': false}")), 200);
    expect_count(nobody(GET, "/public/campaigns?q=mo-1"), "items", 0);
}

Test(public_progress, tells_totals_of_public_indicators_and_units_only_where_the_leader_says_so)
{
    const char *path = reported("MO-2");
    expect_status(publication(path, body("{'published': true}")), 200);
    struct answer totals = progress(path, "");
    expect_status(totals, 200);
    expect_count(totals, "items", 2);
    cr_assert_not_null(row_of(totals, "MO-2-CAY", "Thành phố Kon Tum"));
    expect_number(totals, "items.0.value", 62);
    expect_text(totals, "items.0.of", "total");
    cr_assert_null(strstr(totals.body, "NOIBO"));
    expect_status(publication(path, body("{'published': true, 'figures': 'units'}")), 200);
    struct answer units = progress(path, "");
    expect_count(units, "items", 10);
    cr_assert_null(strstr(units.body, "NOIBO"));
    expect_count(progress(path, "&of=unit"), "items", 8);
    expect_count(progress(path, "&of=unit&indicator=MO-2-CAY"), "items", 4);
    expect_count(progress(path, "&period=2025-Q2"), "items", 0);
    expect_true(as(leader, GET, path), "published");
    expect_text(as(leader, GET, path), "published_figures", "units");
}

Test(public_progress, leaves_out_counts_below_the_term_of_the_area_and_what_would_tell_them)
{
    const char *path = reported("MO-3");
    expect_status(publication(path, body("{'published': true, 'figures': 'units'}")), 200);
    struct answer rows = progress(path, "");
    json_t *few = row_of(rows, "MO-3-NGUOI", "Phường Quyết Thắng");
    json_t *next = row_of(rows, "MO-3-NGUOI", "Phường Quang Trung");
    json_t *many = row_of(rows, "MO-3-NGUOI", "Xã Hòa Bình");
    json_t *trees = row_of(rows, "MO-3-CAY", "Phường Quyết Thắng");
    cr_assert_str_eq(hidden(few), "small_count");
    static const char *const left_out[] = {"value", "percent", "status"};
    for (size_t i = 0; i < sizeof left_out / sizeof left_out[0]; i++)
        cr_assert_eq(json_typeof(within(few, left_out[i])), JSON_NULL, "%s is told", left_out[i]);
    cr_assert_str_eq(json_string_value(within(few, "status_label")), "Không công bố vì số người quá ít");
    cr_assert_str_eq(hidden(next), "told_by_sum");
    cr_assert_str_eq(hidden(many), "");
    cr_assert(json_number_value(within(many, "value")) == 40);
    cr_assert_str_eq(hidden(trees), "", "three trees are nobody");
    cr_assert(json_number_value(within(trees, "value")) == 3);
    struct answer one = progress(path, "&indicator=MO-3-NGUOI&of=unit");
    cr_assert_str_eq(hidden(row_of(one, "MO-3-NGUOI", "Phường Quang Trung")), "told_by_sum",
                     "a filter does not bring it back");
    struct answer table =
        nobody(GET, at("/public/progress?campaign=%s", path + strlen("/campaigns/")), .accept = "text/csv");
    expect_in_body(table, ",small_count,");
    expect_in_body(table, ",told_by_sum,");
    struct answer set = as("tinh-kon-tum.admin", POST, "/work-terms",
                           .json = body("{'code': 'published_persons_at_least', 'persons': 3, 'valid_from':"
                                        " '2025-06-16', 'citation': 'Quy chế công khai của tỉnh (giả định)'}"));
    expect_status(set, 201);
    expect_number(set, "persons", 3);
    cr_assert_str_eq(hidden(row_of(progress(path, ""), "MO-3-NGUOI", "Phường Quyết Thắng")), "");
    expect_fault(as("tinh-kon-tum.admin", POST, "/work-terms",
                    .json = body("{'code': 'published_persons_at_least', 'days': 3, 'valid_from': '2025-06-17',"
                                 " 'citation': 'Quy chế'}")),
                 "/persons", "required");
}

/* Shares of two communes, 2 of 40 and 30 of 40, that say what they count, or do not. */
static const char *shares(const char *code)
{
    static const char *const kinds[][2] = {{"NGUOI", ", \"counted_in\": \"người\""},
                                           {"TRUONG", ", \"counted_in\": \"trường\""},
                                           {"KHONG", ""},
                                           {"LOAI", ", \"population\": {\"unit_kind\": \"district\"}"}};
    const char *items = "", *few = "", *many = "";
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        const char *comma = i ? ", " : "";
        items =
            body("%s%s{'code': '%s-%s', 'name': 'Tỷ lệ %s', 'field': 'economy', 'value_type': 'ratio', 'decimals': 0,"
                 " 'unit_of_measure': '%%', 'comparator': 'gte', 'target_value': 20, 'rollup': 'ratio',"
                 " 'accumulation': 'level', 'reporters': [{'unit': 'code:xa-doan-ket'}, {'unit':"
                 " 'code:xa-hoa-binh'}]%s}",
                 items, comma, code, kinds[i][0], kinds[i][0], kinds[i][1]);
        few = body("%s%s'%s-%s': {'numerator': 2, 'denominator': 40}", few, comma, code, kinds[i][0]);
        many = body("%s%s'%s-%s': {'numerator': 30, 'denominator': 40}", many, comma, code, kinds[i][0]);
    }
    const char *path =
        launch_campaign("thanh-pho-kon-tum",
                        body("{'code': '%s', 'title': 'Dữ liệu mở %s', 'kind': 'movement', 'year': 2025, 'starts_on':"
                             " '2025-01-01', 'ends_on': '2025-12-31', 'report_route': 'verify', 'report_periods':"
                             " ['2025-Q1']}",
                             code, code),
                        body("{'items': [%s]}", items));
    report_values(code, "xa-doan-ket", few);
    report_values(code, "xa-hoa-binh", many);
    return path;
}

Test(public_progress, leaves_out_few_persons_of_a_share_and_few_schools_not)
{
    const char *path = shares("MO-9");
    expect_status(publication(path, body("{'published': true, 'figures': 'units'}")), 200);
    struct answer rows = progress(path, "");
    json_t *schools = row_of(rows, "MO-9-TRUONG", "Xã Đoàn Kết");
    cr_assert_str_eq(hidden(row_of(rows, "MO-9-NGUOI", "Xã Đoàn Kết")), "small_count");
    cr_assert_str_eq(json_string_value(within(row_of(rows, "MO-9-NGUOI", "Xã Đoàn Kết"), "counted_in")), "người");
    cr_assert_str_eq(hidden(schools), "", "two schools are nobody");
    cr_assert(json_number_value(within(schools, "numerator")) == 2);
    cr_assert_str_eq(json_string_value(within(schools, "counted_in")), "trường");
    cr_assert_str_eq(hidden(row_of(rows, "MO-9-KHONG", "Xã Đoàn Kết")), "small_count", "what says nothing is persons");
    cr_assert_eq(json_typeof(within(row_of(rows, "MO-9-KHONG", "Xã Đoàn Kết"), "counted_in")), JSON_NULL);
    cr_assert_str_eq(hidden(row_of(rows, "MO-9-LOAI", "Xã Đoàn Kết")), "small_count",
                     "of which units a share speaks does not say what it counts");
    struct answer draft =
        as(reviewer, POST, "/campaigns",
           .json = body("{'code': 'MO-9B', 'title': 'Bản nháp MO-9B', 'kind': 'movement', 'year': 2025,"
                        " 'starts_on': '2025-01-01', 'ends_on': '2025-12-31'}"));
    expect_status(draft, 201);
    expect_fault(as(reviewer, POST, at("/campaigns/%s/indicators", text(draft, "id")),
                    .json = body("{'items': [{'code': 'MO-9B-1', 'name': 'Tỷ lệ', 'field': 'economy', 'value_type':"
                                 " 'ratio', 'comparator': 'none', 'counted_in': 'cái gì đó'}]}")),
                 "/items/0/counted_in", "unit_of_measure_unknown");
}

Test(public_data, comes_with_licence_and_tag_in_three_formats)
{
    static const char *const types[] = {"application/json", "text/csv", "application/x-ndjson"};
    const char *path = reported("MO-5");
    expect_status(publication(path, body("{'published': true}")), 200);
    const char *const lists[] = {"/public/campaigns", "/public/rankings", "/public/datasets", "/public/consultations",
                                 at("/public/progress?campaign=%s", path + strlen("/campaigns/"))};
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
        for (size_t k = 0; k < sizeof types / sizeof types[0]; k++) {
            struct answer found = nobody(GET, lists[i], .accept = types[k]);
            expect_status(found, 200);
            cr_assert_str_eq(found.type, types[k]);
            expect_header(found, "Cache-Control", "public, max-age=60");
            cr_assert_not_null(
                strstr(header(found, "Link"), "<https://creativecommons.org/licenses/by/4.0/>; rel=\"license\""));
            struct answer again =
                nobody(GET, lists[i], .accept = types[k], .headers = {at("If-None-Match: %s", etag(found))});
            expect_status(again, 304);
            cr_assert_not_null(strstr(header(again, "Link"), "rel=\"license\""));
        }
    expect_status(publication(path, body("{'published': true, 'note': 'Đổi'}")), 200);
}

Test(public_data, has_a_budget_for_each_address)
{
    static const char from[] = "X-Forwarded-For: 198.51.100.77", other[] = "X-Forwarded-For: 198.51.100.78";
    database("insert into app.public_requests values ('open_data', '198.51.100.77', 599, clock_timestamp()),"
             " ('open_progress', '198.51.100.77', 60, clock_timestamp())");
    expect_status(nobody(GET, "/public/campaigns", .headers = {from}), 200);
    expect_problem(nobody(GET, "/public/campaigns", .headers = {from}), 429, "too_many_requests");
    expect_problem(nobody(GET, "/public/datasets", .headers = {from}), 429, "too_many_requests");
    expect_problem(nobody(GET, "/public/catalogue", .headers = {from}), 429, "too_many_requests");
    expect_problem(nobody(GET, "/public/rankings", .headers = {from}), 429, "too_many_requests");
    expect_problem(nobody(GET, "/public/consultations", .headers = {from}), 429, "too_many_requests");
    expect_problem(nobody(GET, "/public/progress?campaign=0197b0c2-7f6e-7cc3-9c0e-3f0a4f3f1c11", .headers = {from}),
                   429, "too_many_requests");
    expect_problem(nobody(GET, "/public/rankings/0197b0c2-7f6e-7cc3-9c0e-3f0a4f3f1c11/places", .headers = {from}), 429,
                   "too_many_requests");
    expect_status(nobody(GET, "/public/campaigns", .headers = {other}), 200);
}

Test(public_datasets, are_what_was_published_with_its_publisher)
{
    const char *path = reported("MO-6");
    const char *name = at("progress-%s", path + strlen("/campaigns/"));
    cr_assert_null(item(nobody(GET, "/public/datasets"), "items", "id", name));
    expect_status(publication(path, body("{'published': true}")), 200);
    struct answer listed = nobody(GET, "/public/datasets");
    json_t *set = item(listed, "items", "id", name);
    cr_assert_not_null(set);
    cr_assert_str_eq(json_string_value(within(set, "publisher")), "Thành phố Kon Tum");
    cr_assert_str_eq(json_string_value(within(set, "title")), "Tiến độ thực hiện: Dữ liệu mở MO-6");
    cr_assert(json_number_value(within(set, "row_count")) == 2);
    const char *place = strstr(json_string_value(within(set, "href")), "/public/");
    expect_count(nobody(GET, place), "items", 2);
    cr_assert_str_eq(json_string_value(
                         within(item(nobody(GET, "/public/datasets", .language = "en"), "items", "id", name), "title")),
                     "Progress: Dữ liệu mở MO-6");
}

/* What DCAT-AP 3.0 makes mandatory, and the classes of what the properties lead to. */
static void expect_mandatory(json_t *catalogue)
{
    static const char *const of_both[] = {"dct:title", "dct:description"};
    json_t *set, *distribution;
    size_t i, k;
    for (k = 0; k < sizeof of_both / sizeof of_both[0]; k++)
        cr_assert(json_array_size(json_object_get(catalogue, of_both[k])) == 2, "in both languages: %s", of_both[k]);
    cr_assert_str_eq(json_string_value(within(catalogue, "dct:publisher.@type")), "foaf:Agent");
    cr_assert(strlen(json_string_value(within(catalogue, "dct:publisher.foaf:name"))) > 0);
    cr_assert(json_array_size(json_object_get(catalogue, "dcat:dataset")) >= 3);
    json_array_foreach(json_object_get(catalogue, "dcat:dataset"), i, set) {
        cr_assert_str_eq(json_string_value(json_object_get(set, "@type")), "dcat:Dataset");
        for (k = 0; k < sizeof of_both / sizeof of_both[0]; k++)
            cr_assert(json_object_get(set, of_both[k]) != NULL, "%s lacks %s", json_dumps(set, 0), of_both[k]);
        json_array_foreach(json_object_get(set, "dcat:distribution"), k, distribution)
            cr_assert_not_null(json_string_value(within(distribution, "dcat:accessURL.@id")));
        json_t *begins = within(set, "dct:temporal.dcat:startDate");
        cr_assert(begins == NULL || strcmp(json_string_value(json_object_get(begins, "@type")), "xsd:date") == 0);
    }
}

Test(public_catalogue, has_a_publisher_before_anything_is_published)
{
    database("update app.campaigns set published = false where published");
    struct answer found = nobody(GET, "/public/catalogue");
    json_t *catalogue = json_loads(found.body, 0, NULL);
    cr_assert_not_null(catalogue);
    expect_mandatory(catalogue);
    json_decref(catalogue);
}

Test(public_catalogue, is_dcat_in_json_ld)
{
    const char *path = reported("MO-7");
    expect_status(publication(path, body("{'published': true}")), 200);
    struct answer found = nobody(GET, "/public/catalogue");
    expect_status(found, 200);
    cr_assert_str_eq(found.type, "application/ld+json");
    json_t *catalogue = json_loads(found.body, 0, NULL), *set;
    cr_assert_str_eq(json_string_value(json_object_get(catalogue, "@type")), "dcat:Catalog");
    cr_assert_not_null(json_object_get(catalogue, "dct:license"));
    const char *name = at("progress-%s", path + strlen("/campaigns/"));
    bool seen = false;
    size_t i;
    expect_mandatory(catalogue);
    json_array_foreach(json_object_get(catalogue, "dcat:dataset"), i, set) {
        cr_assert(json_array_size(json_object_get(set, "dcat:distribution")) == 3);
        seen |= strcmp(json_string_value(json_object_get(set, "dct:identifier")), name) == 0;
    }
    cr_assert(seen);
    json_decref(catalogue);
}

Test(public_rankings, tell_their_method_in_words_once_published)
{
    const char *path = reported("MO-8"), *id = path + strlen("/campaigns/");
    expect_status(
        as(reviewer, POST, at("%s/ranking-methods", path),
           .json = body(
               "{'code': 'CACH', 'name': 'Cách chấm', 'criteria': [{'key': 'cay', 'name': 'Trồng cây', 'indicator':"
               " 'MO-8-CAY', 'measure': 'value', 'rule': 'peers', 'points': 60}, {'key': 'dung', 'name': 'Đúng hạn',"
               " 'measure': 'timeliness', 'rule': 'rate', 'points': 40}], 'tie_breakers': [{'criterion': 'cay',"
               " 'by': 'points'}]}")),
        201);
    struct answer frozen =
        as(reviewer, POST, at("%s/rankings", path), .json = body("{'method': 'code:CACH', 'period': '2025-Q1'}"));
    expect_status(frozen, 201);
    const char *ranking = at("/rankings/%s", text(frozen, "id")), *listed = at("/public/rankings?campaign=%s", id);
    expect_status(publication(path, body("{'published': true}")), 200);
    expect_count(nobody(GET, listed), "items", 0);
    expect_problem(nobody(GET, at("/public%s/places", ranking)), 404, "not_found");
    expect_status(move(leader, ranking, "published"), 201);
    struct answer found = nobody(GET, listed);
    expect_count(found, "items", 1);
    expect_text(found, "items.0.criteria.0.explanation",
                "Trồng cây: Giá trị đạt được, so với các đơn vị cùng nhóm, 60 điểm");
    expect_number(found, "items.0.criteria.1.points", 40);
    expect_count(found, "items.0.tie_breakers", 1);
    expect_count(found, "items.0.places", 4);
    expect_text(found, "items.0.places.0.unit.name", "Xã Hòa Bình");
    cr_assert_null(strstr(found.body, "\"value\""));
    struct answer places = nobody(GET, at("/public%s/places?limit=2", ranking));
    expect_count(places, "items", 2);
    expect_true(places, "page.has_more");
    expect_number(places, "items.0.place", 1);
    expect_status(publication(path, body("{'published': false}")), 200);
    expect_count(nobody(GET, listed), "items", 0);
    expect_problem(nobody(GET, at("/public%s/places", ranking)), 404, "not_found");
}

Test(public_consultations, have_a_page_for_a_telephone)
{
    struct answer page = nobody(GET, "/public/consultations", .accept = "text/html");
    expect_status(page, 200);
    expect_in_body(page, "<h1>Danh sách đang lấy ý kiến về khen thưởng</h1>");
    cr_assert_not_null(strstr(header(page, "Content-Security-Policy"), "default-src 'none'"));
}
