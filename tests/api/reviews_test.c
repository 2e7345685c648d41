/* reviews_test.c: a preliminary or final review freezes the figures of its campaign, is drafted by them, written by the
 * standing body, signed by the chairperson, and printed as an official document. */
#include "support/season.h"

#include <stdlib.h>
#include <string.h>

static const char reviewer[] = "thanh-pho-kon-tum.reviewer";
static const char leader[] = "thanh-pho-kon-tum.leader";
static const char commune[] = "xa-doan-ket.reporter";

#define PAGE "text/html"
#define WORD "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

/* A campaign of the city with two indicators reported by its communes for Q1 and five months. */
static void launch(const char *code)
{
    launch_campaign(
        "thanh-pho-kon-tum",
        body("{'code': '%s', 'title': 'Phát động Phong trào thử %s', 'kind': 'movement',"
             " 'starts_on': '2025-01-01', 'ends_on': '2025-12-31',"
             " 'report_periods': ['2025-Q1', '2025-5M', '2025'],"
             " 'status_labels': {'behind': 'Chậm so với kế hoạch'},"
             " 'recipients': [{'name': 'Sở Nội vụ', 'purpose': 'b/c'}, {'name': 'Lưu: VT', 'purpose': 'lưu'}],"
             " 'content_items': [{'key': 'III.1', 'ordinal': 1, 'heading': 'Về kinh tế', 'text': 'x'}]}",
             code, code),
        body("{'items': [{'code': '%s-1', 'name': 'Thu ngân sách', 'field': 'economy', 'source_ref': 'III.1',"
             " 'value_type': 'number', 'unit_of_measure': 'tỷ đồng', 'decimals': 1, 'printed': '3.600',"
             " 'comparator': 'gte', 'target_value': 3600, 'accumulation': 'cumulative',"
             " 'reporters': [{'unit': 'code:xa-doan-ket'}, {'unit': 'code:xa-hoa-binh'}]},"
             " {'code': '%s-2', 'name': 'Tỷ lệ trường đạt chuẩn quốc gia', 'field': 'culture_society',"
             " 'value_type': 'ratio', 'unit_of_measure': '%%', 'decimals': 2, 'comparator': 'eq',"
             " 'target_value': 75.44, 'rollup': 'ratio',"
             " 'reporters': [{'unit': 'code:xa-doan-ket'}, {'unit': 'code:xa-hoa-binh'}]}]}",
             code, code));
}

static const char *report(const char *code, const char *unit, const char *period, const char *value, int schools,
                          const char *difficulty)
{
    const char *account = at("%s.reporter", unit);
    struct answer saved =
        as(account, PATCH, sheet_at(code, unit, period), .if_match = "\"0\"",
           .json = body("{'values': {'%s-1': {'value': %s}, '%s-2': {'numerator': %d, 'denominator': 57}},"
                        " 'narratives': {'III.1': {'text': 'Đã giao chỉ tiêu đến thôn.'},"
                        " 'difficulties': {'text': '%s'}, 'good_practice': {'text': 'Giao ban hằng tuần.'}}}",
                        code, value, code, schools, difficulty));
    const char *path = report_saved(saved);
    expect_status(move(account, path, "submitted"), 201);
    return path;
}

static void approved(const char *path)
{
    approve_report("thanh-pho-kon-tum", path);
}

/* Both communes for Q1, one of them for five months too, all approved. */
static void play(const char *code)
{
    launch(code);
    approved(report(code, "xa-doan-ket", "2025-Q1", "842.6", 40, "Thiếu vốn."));
    approved(report(code, "xa-hoa-binh", "2025-Q1", "100", 40, "Thiếu vốn."));
    approved(report(code, "xa-doan-ket", "2025-5M", "1742.6", 43, "Thiếu vốn đối ứng."));
    approved(report(code, "xa-hoa-binh", "2025-5M", "100", 43, "Thiếu vốn đối ứng."));
}

static struct answer drafted(const char *code, const char *json)
{
    struct answer made = as(reviewer, POST, at("/campaigns/code:%s/reviews", code), .json = json);
    expect_status(made, 201);
    return made;
}

static const char *path_of(struct answer review)
{
    return at("/reviews/%s", text(review, "id"));
}

#define TASKS_FILLED "{'sections': {'tasks': {'text': 'Tập trung thu ngân sách.'}}}"
#define SIGNING                                                                                                        \
    "{'to': 'signed', 'details': {'number': '215/BC-UBND', 'signed_on': '2025-06-16',"                                 \
    " 'signer': {'name': 'Nguyễn Thanh Mân', 'position': 'Chủ tịch', 'capacity': 'TM'}}}"

/* Proposed by the reviewer, signed by the leader. */
static void sign(const char *review)
{
    expect_status(patch(reviewer, review, body(TASKS_FILLED)), 200);
    expect_status(move(reviewer, review, "proposed"), 201);
    expect_status(move_with(leader, review, body(SIGNING)), 201);
}

static void expect_word(const char *where, const char *part)
{
    cr_assert(where && strstr(where, part), "“%s” is not in:\n%s", part, where ? where : "(nothing)");
}

Test(reviews, are_half_written_by_the_figures)
{
    play("SK-VIET");
    struct answer made = drafted("SK-VIET", body("{'kind': 'preliminary'}"));
    expect_text(made, "period.code", "2025-5M");
    expect_text(made, "state", "draft");
    expect_text(made, "title", "Sơ kết Phong trào thử SK-VIET, 5 tháng năm 2025");
    expect_number(made, "coverage.official", 2);
    expect_number(made, "coverage.expected", 2);
    expect_number(made, "figures.0.value", 1842.6);
    expect_number(made, "figures.1.value", 75.44);
    expect_text(made, "figures.1.previous.basis", "previous_period");
    expect_number(made, "figures.1.previous.value", 70.18);
    expect_null(made, "figures.1.previous.units");
    expect_number(made, "figures.1.change.absolute", 5.26);
    expect_text(made, "figures.0.section", "content_III_1");
    expect_word(text(made, "figures.0.sentence"),
                "Thu ngân sách đạt 1.842,6 tỷ đồng, bằng 51,2% kế hoạch (từ 3.600 tỷ đồng trở lên); đúng tiến độ");
    expect_word(text(made, "figures.1.sentence"), "Tỷ lệ trường đạt chuẩn quốc gia đạt 75,44% (86/114)");
    expect_word(text(made, "sections.content_III_1.text"), "Thu ngân sách đạt 1.842,6 tỷ đồng");
    expect_word(text(made, "sections.content_III_1.text"),
                "Đã giao chỉ tiêu đến thôn (2 đơn vị: Xã Đoàn Kết, Xã Hòa Bình)");
    expect_word(text(made, "sections.causes.text"), "Thiếu vốn đối ứng (2 đơn vị:");
    expect_word(text(made, "sections.lessons.text"), "Giao ban hằng tuần");
    expect_word(text(made, "sections.findings.text"), "Tỷ lệ trường đạt chuẩn quốc gia (tăng 5,26 điểm phần trăm)");
}

Test(reviews, name_who_has_not_reported)
{
    launch("SK-THIEU");
    approved(report("SK-THIEU", "xa-doan-ket", "2025-5M", "842.6", 43, "Thiếu vốn."));
    struct answer made = drafted("SK-THIEU", body("{'kind': 'preliminary', 'period': '2025-5M'}"));
    expect_number(made, "coverage.missing", 1);
    expect_text(made, "coverage.missing_units.0.name", "Xã Hòa Bình");
    expect_word(text(made, "sections.reporting.text"),
                "có 1/2 đơn vị có số liệu chính thức 5 tháng năm 2025, trong đó: 1/2 xã.");
    expect_word(text(made, "sections.reporting.text"), "Chưa báo cáo (1): Xã Hòa Bình.");
    expect_word(text(made, "sections.reporting.text"), "Số liệu 5 tháng năm 2025 chốt đến hết ngày 14/05/2025.");
    expect_word(text(made, "figures.0.sentence"), "ước đạt 842,6 tỷ đồng");
    expect_word(text(made, "figures.0.sentence"), "trên cơ sở 1/2 đơn vị");
    expect_word(text(made, "figures.1.sentence"), "75,44% (43/57) trên cơ sở 1/2 đơn vị");
    expect_word(text(made, "figures.1.sentence"), "; chậm so với kế hoạch (tạm tính)");
    expect_word(text(made, "sections.results.text"),
                "Trong số đã đánh giá, 1 chỉ tiêu mới là tạm tính vì chưa đủ số liệu của các đơn vị hoặc của cả kỳ.");
    expect_text(made, "figures.0.missing.0.name", "Xã Hòa Bình");
    expect_null(made, "figures.0.change");
    expect_true(made, "figures.1.provisional");
    expect_number(made, "statuses.not_judged", 1); /* a sum of half of its parts */
    expect_absent(made, "statuses.no_data");
    struct answer rows = as(reviewer, GET, at("%s/figures", path_of(made)));
    expect_count(rows, "items.0.missing_names", 1);
    expect_text(rows, "items.0.label", "Chưa đủ căn cứ đánh giá");
    expect_true(rows, "items.1.provisional");
    struct answer all = as("tinh-kon-tum.reviewer", GET, "/campaigns/code:SK-THIEU/progress?period=2025-5M");
    expect_true(all, "items.1.provisional"); /* the same words everywhere */
    expect_text(all, "items.1.status_label", "Chậm so với kế hoạch (tạm tính)");
    struct answer picture =
        as("tinh-kon-tum.reviewer", GET, "/campaigns/code:SK-THIEU/progress?period=2025-5M", .accept = "image/svg+xml");
    expect_in_body(picture, "(tạm tính)");
    expect_in_body(picture, "tạm tính vì chưa đủ số liệu: 2");
    approved(report("SK-THIEU", "xa-hoa-binh", "2025-5M", "100", 43, "Thiếu vốn."));
    struct answer whole = as("tinh-kon-tum.reviewer", GET, "/campaigns/code:SK-THIEU/progress?period=2025-5M");
    expect_false(whole, "items.1.provisional");
    expect_text(whole, "items.1.status_label", "Chậm so với kế hoạch");
}

Test(reviews, mark_the_words_of_reports_that_nobody_has_approved)
{
    launch("SK-CHO");
    approved(report("SK-CHO", "xa-doan-ket", "2025-5M", "842.6", 43, "Thiếu vốn."));
    report("SK-CHO", "xa-hoa-binh", "2025-5M", "100", 20, "Thiếu vốn.");
    struct answer made = drafted("SK-CHO", body("{'kind': 'preliminary', 'period': '2025-5M'}"));
    expect_number(made, "words_waiting", 1);
    expect_word(text(made, "sections.causes.text"), "(2 đơn vị: Xã Đoàn Kết; báo cáo chưa phê duyệt: Xã Hòa Bình)");
    struct answer words = as(reviewer, GET, at("%s/words?key=difficulties", path_of(made)));
    expect_true(words, "items.0.official");
    expect_false(words, "items.1.official");
}

/* All of two units had 40/57 and 20/57 (52,63 %); of the second nothing is known now: 43/57 compares with 40/57. */
Test(reviews, compare_a_ratio_over_the_units_that_have_both_figures)
{
    launch("SK-CUNG");
    approved(report("SK-CUNG", "xa-doan-ket", "2025-Q1", "842.6", 40, "Thiếu vốn."));
    approved(report("SK-CUNG", "xa-hoa-binh", "2025-Q1", "100", 20, "Thiếu vốn."));
    approved(report("SK-CUNG", "xa-doan-ket", "2025-5M", "1742.6", 43, "Thiếu vốn."));
    struct answer made = drafted("SK-CUNG", body("{'kind': 'preliminary', 'period': '2025-5M'}"));
    expect_number(made, "figures.1.value", 75.44);
    expect_number(made, "figures.1.previous.units", 1);
    expect_number(made, "figures.1.previous.value", 70.18);
    expect_number(made, "figures.1.change.value", 75.44);
    expect_number(made, "figures.1.change.absolute", 5.26);
    expect_word(
        text(made, "figures.1.sentence"),
        "trên cơ sở 1/2 đơn vị, chỉ tiêu 75,44%, tính riêng 1 đơn vị có số liệu của cả hai kỳ thì"
        " tăng 5,26 điểm phần trăm so với quý I năm 2025 (75,44% so với 70,18%); chậm so với kế hoạch (tạm tính)");
    expect_word(text(made, "sections.findings.text"),
                "Chuyển biến tốt so với quý I năm 2025, tính riêng 1 đơn vị có số liệu của cả hai kỳ (1): Tỷ lệ");
    struct answer page = as(reviewer, GET, at("%s/document", path_of(made)), .accept = PAGE);
    expect_in_body(page, "70,18 (*)");
    expect_in_body(page, "(*) So sánh trên các đơn vị có số liệu của cả hai kỳ.");
    expect_number(as(reviewer, GET, at("%s/figures", path_of(made))), "items.1.previous.units", 1);
}

Test(reviews, compare_nothing_where_no_unit_has_both_figures)
{
    launch("SK-KHAC");
    approved(report("SK-KHAC", "xa-hoa-binh", "2025-Q1", "100", 20, "Thiếu vốn."));
    approved(report("SK-KHAC", "xa-doan-ket", "2025-5M", "1742.6", 43, "Thiếu vốn."));
    struct answer made = drafted("SK-KHAC", body("{'kind': 'preliminary', 'period': '2025-5M'}"));
    expect_null(made, "figures.1.change");
    expect_null(made, "figures.1.previous");
    cr_assert(strstr(text(made, "figures.1.sentence"), "so với quý I") == NULL);
    expect_word(text(made, "sections.findings.text"), "Chưa có số liệu của kỳ trước");
}

Test(reviews, compare_running_totals_with_as_many_months_of_the_year_before_or_not_at_all)
{
    play("SK-LUYKE");
    struct answer alone = drafted("SK-LUYKE", body("{'kind': 'preliminary', 'period': '2025-5M'}"));
    expect_null(alone, "figures.0.change");
    expect_null(alone, "figures.0.previous");
    cr_assert(strstr(text(alone, "sections.findings.text"), "Thu ngân sách") == NULL);
    database("set session_replication_role = replica"); /* what stands launched is written here as it never could be */
    database("update app.indicators i set library_code = 'SK-LUYKE-THU' from app.campaigns c where c.id = i.campaign_id"
             " and i.code = 'SK-LUYKE-1'");

    database("reset session_replication_role");
    play("SK-LUYKE-TRUOC");
    database("set session_replication_role = replica");
    database("update app.indicators set library_code = 'SK-LUYKE-THU' where code = 'SK-LUYKE-TRUOC-1'");
    database("update app.campaigns set starts_on = '2024-01-01', ends_on = '2024-12-31',"
             " report_periods = '{2024-Q1,2024-5M,2024}' where code = 'SK-LUYKE-TRUOC'");
    database("update app.reporters r set valid_from = null, valid_to = null from app.campaigns c"
             " where c.id = r.campaign_id and c.code = 'SK-LUYKE-TRUOC'");
    database("update app.official_values v set period = replace(v.period, '2025', '2024'), value = v.value / 2"
             " from app.indicators i where i.id = v.indicator_id and i.code like 'SK-LUYKE-TRUOC-%%'");
    database("reset session_replication_role");
    struct answer stale = as(reviewer, GET, path_of(alone));
    expect_true(stale, "inputs_changed");
    struct answer again = as(reviewer, POST, at("%s/snapshots", path_of(alone)), .if_match = etag(stale));
    expect_status(again, 200);
    expect_text(again, "figures.0.previous.basis", "same_period_last_year");
    expect_number(again, "figures.0.previous.value", 921.3);
    expect_number(again, "figures.0.change.relative", 100);
    expect_word(text(again, "figures.0.sentence"), ", tăng 100% so với cùng kỳ năm trước; đúng tiến độ");
    database("set session_replication_role = replica");
    database("update app.campaigns set starts_on = '2024-02-01' where code = 'SK-LUYKE-TRUOC'");
    database("reset session_replication_role");
    struct answer shorter =
        as(reviewer, POST, at("%s/snapshots", path_of(alone)), .if_match = etag(as(reviewer, GET, path_of(alone))));
    expect_status(shorter, 200);
    expect_null(shorter, "figures.0.change");
}

/* What was approved after the day a review stands at was not known then. */
Test(reviews, of_an_earlier_day_tell_what_was_known_then)
{
    play("SK-NGAY");
    database("update app.official_values v set since = '2025-06-09T09:00+07' from app.indicators i"
             " where i.id = v.indicator_id and i.code like 'SK-NGAY-%%' and v.unit_id = (select x.id from app.units x "
             "where app.unit_name_on(x.id, '2025-06-01') = 'Xã Đoàn Kết' limit 1)");
    database("update app.moves m set moved_at = '2025-06-09T09:00+07' from app.submissions s join app.campaigns c"
             " on c.id = s.campaign_id where s.id = m.thing_id and c.code = 'SK-NGAY'"
             " and s.unit_id = (select x.id from app.units x where app.unit_name_on(x.id, '2025-06-01') = 'Xã Đoàn "
             "Kết' limit 1)");
    database("update app.submission_editions e set submitted_at = '2025-06-09T08:00+07' from app.submissions s"
             " join app.campaigns c on c.id = s.campaign_id where s.id = e.submission_id and c.code = 'SK-NGAY'"
             " and s.unit_id = (select x.id from app.units x where app.unit_name_on(x.id, '2025-06-01') = 'Xã Đoàn "
             "Kết' limit 1)");
    struct answer made =
        drafted("SK-NGAY", body("{'kind': 'preliminary', 'period': '2025-5M', 'as_of': '2025-06-10'}"));
    expect_number(made, "coverage.official", 1);
    expect_number(made, "coverage.missing", 1);
    expect_number(made, "figures.0.value", 1742.6);
    expect_number(made, "figures.0.coverage.reported", 1);
    expect_count(as(reviewer, GET, at("%s/words?key=difficulties", path_of(made))), "items", 1);
    expect_false(as(reviewer, GET, path_of(made)), "inputs_changed");
}

/* Reading would fail here if it rolled figures up: what does that is away while it is asked. */
Test(reviews, are_read_without_computing_their_figures_again)
{
    play("SK-NHANH");
    struct answer made = drafted("SK-NHANH", body("{'kind': 'preliminary', 'period': '2025-5M'}"));
    database(
        "do $$ declare changed boolean; begin"
        " alter function app.rolled_up(uuid, int, text, uuid[], app.period_part[], jsonb) rename to rolled_up_away;"
        " select app.inputs_have_changed(r, s) into strict changed from app.reviews r"
        " cross join lateral app.review_snapshot_of(r) s where r.id = '%s';"
        " alter function app.rolled_up_away(uuid, int, text, uuid[], app.period_part[], jsonb) rename to rolled_up;"
        " assert not changed; end $$",
        text(made, "id"));
    expect_false(as(reviewer, GET, path_of(made)), "inputs_changed");
}

Test(reviews, say_the_status_in_the_words_of_the_campaign)
{
    launch("SK-NHAN");
    approved(report("SK-NHAN", "xa-doan-ket", "2025-5M", "700", 40, "Thiếu vốn."));
    approved(report("SK-NHAN", "xa-hoa-binh", "2025-5M", "700", 43, "Thiếu vốn."));
    struct answer made = drafted("SK-NHAN", body("{'kind': 'preliminary'}"));
    expect_text(made, "figures.0.status", "behind");
    expect_text(made, "figures.0.label", "Chậm so với kế hoạch");
    expect_word(text(made, "figures.0.sentence"), "; chậm so với kế hoạch");
    expect_word(text(made, "sections.limitations.text"), "theo đà hiện nay, đến hết đợt ước đạt 3.360,0 tỷ đồng");
    expect_word(text(made, "sections.tasks.text"), "“Thu ngân sách”: còn 2.200,0 tỷ đồng so với kế hoạch");
}

Test(reviews, keep_their_figures_until_they_are_frozen_again)
{
    play("SK-CHOT");
    const char *review = path_of(drafted("SK-CHOT", body("{'kind': 'preliminary', 'period': '2025-5M'}")));
    struct answer first = as(reviewer, GET, review);
    expect_false(first, "inputs_changed");
    expect_number(first, "snapshot.number", 1);
    cr_assert(eq(sz, strlen(text(first, "snapshot.input_hash")), 64));
    expect_status(patch(reviewer, review, body("{'sections': {'causes': {'text': 'Nguồn thu phụ thuộc đất đai.'}}}")),
                  200);

    const char *path =
        at("/submissions/%s",
           text(as(reviewer, GET, "/submissions?campaign=code:SK-CHOT&unit=code:xa-hoa-binh&period=2025-5M"),
                "items.0.id"));
    expect_status(move_with("xa-hoa-binh.reporter", path, body("{'to': 'amending', 'note': 'Rà soát'}")), 201);
    expect_status(patch("xa-hoa-binh.reporter", path, body("{'values': {'SK-CHOT-1': {'value': 200}}}")), 200);
    expect_status(move("xa-hoa-binh.reporter", path, "submitted"), 201);
    approved(path);
    struct answer later = as(reviewer, GET, review);
    expect_number(later, "figures.0.value", 1842.6);
    expect_true(later, "inputs_changed");
    expect_text(later, "snapshot.input_hash", text(first, "snapshot.input_hash"));

    expect_problem(as(reviewer, POST, at("%s/snapshots", review), .if_match = "\"1\""), 412, "stale_version");
    expect_problem(as(commune, POST, at("%s/snapshots", review), .if_match = etag(later)), 403, "role_not_allowed");
    expect_problem(as("xa-doan-ket.reviewer", POST, at("%s/snapshots", review), .if_match = etag(later)), 404,
                   "not_found");
    struct answer again = as(reviewer, POST, at("%s/snapshots", review), .if_match = etag(later));
    expect_status(again, 200);
    expect_number(again, "snapshot.number", 2);
    expect_number(again, "figures.0.value", 1942.6);
    expect_false(again, "inputs_changed");
    expect_text(again, "sections.causes.text", "Nguồn thu phụ thuộc đất đai.");
    expect_word(text(again, "sections.content_III_1.text"), "1.942,6 tỷ đồng");
    cr_assert(
        eq(str, (char *)database("select count(*) from app.review_snapshots where review_id = '%s'", text(again, "id")),
           (char *)"2"));
}

Test(reviews, are_written_section_by_section)
{
    play("SK-SUA");
    const char *review =
        path_of(drafted("SK-SUA", body("{'kind': 'preliminary', 'title': 'Sơ kết thử', 'invented': true}")));
    struct answer written =
        patch(reviewer, review, body("{'place': 'Kon Tum', 'sections': {'limitations': {'text': 'Một.\\nHai.'}}}"));
    expect_text(written, "sections.limitations.text", "Một.\nHai.");
    cr_assert_eq(json(written, "sections.limitations.edited"), json_true());
    expect_number(written, "figures.0.value", 1842.6);
    cr_assert(text(written, "sections.limitations.drafted") != NULL);
    struct answer taken_back = patch(reviewer, review, body("{'sections': {'limitations': null}}"));
    expect_text(taken_back, "sections.limitations.text", text(written, "sections.limitations.drafted"));
    expect_number(patch(reviewer, review, body("{'title': 'Sơ kết thử'}")), "version", number(taken_back, "version"));
    struct answer wrong = patch(reviewer, review, body("{'sections': {'phan-la': {'text': 'x'}}}"));
    expect_problem(wrong, 422, "validation_failed");
    expect_fault(wrong, "/sections/phan-la", "section_unknown");
    expect_problem(as(reviewer, PATCH, review, .if_match = "\"1\"", .json = body("{}")), 412, "stale_version");
    expect_problem(as(reviewer, PATCH, review, .json = body("{}")), 428, "precondition_required");
    expect_problem(as("tinh-kon-tum.reviewer", PATCH, review, .if_match = "*", .json = body("{}")), 403, "not_allowed");
    expect_problem(as("xa-doan-ket.reviewer", PATCH, review, .if_match = "*", .json = body("{}")), 404, "not_found");
}

Test(reviews, are_begun_by_the_issuers_standing_body_over_a_period_that_has_begun)
{
    launch("SK-KY");
    const char *reviews = "/campaigns/code:SK-KY/reviews";
    expect_problem(as(leader, POST, reviews, .json = body("{'kind': 'final'}")), 403, "role_not_allowed");
    expect_problem(as("xa-doan-ket.reviewer", POST, reviews, .json = body("{'kind': 'final'}")), 403, "not_allowed");
    expect_fault(as(reviewer, POST, reviews, .json = body("{'kind': 'preliminary', 'period': '2025-M03'}")), "/period",
                 "period_not_reported");
    expect_fault(as(reviewer, POST, reviews, .json = body("{'kind': 'preliminary', 'as_of': '2025-06-17'}")), "/as_of",
                 "date_in_the_future");
    expect_fault(as(reviewer, POST, reviews, .json = body("{'kind': 'preliminary', 'as_of': '2025-01-17'}")), "/as_of",
                 "no_period_by_then");
    expect_fault(as(reviewer, POST, reviews,
                    .json = body("{'kind': 'preliminary', 'period': '2025-Q1', 'as_of': '2024-11-30'}")),
                 "/period", "period_not_begun");
    expect_status(
        as(reviewer, POST, at("%s?dry_run=true", reviews), .json = body("{'kind': 'final', 'period': '2025'}")), 201);
    drafted("SK-KY", body("{'kind': 'final', 'period': '2025'}"));
    expect_problem(as(reviewer, POST, reviews, .json = body("{'kind': 'final', 'period': '2025'}")), 409,
                   "review_exists");
    expect_count(as(reviewer, GET, reviews), "items", 1);
    expect_count(as(reviewer, GET, at("%s?kind=preliminary", reviews)), "items", 0);
    expect_count(as(commune, GET, reviews), "items", 0);
    expect_problem(as("huyen-kon-plong.reviewer", GET, reviews), 404, "not_found");
    expect_status(as(reviewer, POST, "/campaigns",
                     .json = body("{'code': 'SK-NHAP', 'title': 'Phong trào nháp', 'kind': 'movement'}")),
                  201);
    expect_problem(as(reviewer, POST, "/campaigns/code:SK-NHAP/reviews", .json = body("{'kind': 'final'}")), 409,
                   "wrong_state");
}

Test(reviews, are_signed_by_another_person_once_everything_is_said)
{
    launch("SK-KY-TEN");
    approved(report("SK-KY-TEN", "xa-doan-ket", "2025-5M", "1742.6", 43, "Thiếu vốn."));
    const char *review = path_of(drafted("SK-KY-TEN", body("{'kind': 'preliminary'}")));
    expect_status(patch(reviewer, review, body("{'sections': {'causes': {'text': ''}}}")), 200);
    struct answer refused = move(reviewer, review, "proposed");
    expect_problem(refused, 422, "validation_failed");
    expect_fault(refused, "/sections/causes", "section_missing");
    expect_status(patch(reviewer, review, body("{'sections': {'causes': null, 'tasks': {'text': 'Đôn đốc.'}}}")), 200);
    expect_problem(move(leader, review, "signed"), 409, "move_not_possible");
    expect_problem(as(reviewer, POST, at("%s/moves", review), .if_match = "\"1\"", .json = body("{'to': 'proposed'}")),
                   412, "stale_version");
    cr_assert(item(as(reviewer, GET, "/me/tasks?kind=finish_review&limit=100"), "items", "id",
                   text(as(reviewer, GET, review), "id")) != NULL);
    expect_status(move(reviewer, review, "proposed"), 201);
    expect_problem(patch(reviewer, review, body("{'title': 'Khác đi'}")), 409, "wrong_state");
    expect_problem(as(reviewer, POST, at("%s/snapshots", review), .if_match = "*"), 409, "wrong_state");
    expect_problem(withdraw(reviewer, review), 409, "wrong_state");
    struct answer tasks = as(leader, GET, "/me/tasks?kind=sign_review&limit=100");
    cr_assert(item(tasks, "items", "id", text(as(leader, GET, review), "id")) != NULL);

    expect_fault(move(leader, review, "signed"), "/details/number", "required");
    expect_fault(move_with(leader, review,
                           body("{'to': 'signed', 'details': {'number': '1/BC', 'signed_on': '2025-06-17', 'signer': "
                                "{'name': 'A', 'position': 'Chủ tịch'}}}")),
                 "/details/signed_on", "date_in_the_future");
    expect_fault(move_with(leader, review,
                           body("{'to': 'signed', 'details': {'number': '1/BC', 'signed_on': '2025-06-15', 'signer': "
                                "{'name': 'A', 'position': 'Chủ tịch'}}}")),
                 "/details/signed_on", "signed_before_frozen");
    expect_problem(move_with(reviewer, review, body(SIGNING)), 403, "wrong_role");
    expect_fault(move(leader, review, "draft"), "/note", "required");
    expect_status(move_with(leader, review, body(SIGNING)), 201);
    struct answer signed_one = as(leader, GET, review);
    expect_text(signed_one, "number", "215/BC-UBND");
    expect_null(signed_one, "inputs_changed");
    expect_count(as(commune, GET, at("%s/moves", review)), "items", 2);
    expect_count(as(reviewer, GET, at("%s/moves", review)), "items", 2);
    expect_status(as(reviewer, GET, at("%s/moves/available", review)), 200);
    cr_assert(eq(str,
                 (char *)database("select app.review_done_on(r.campaign_id, r.unit_id, '2025-5M') from app.reviews r"
                                  " where r.id = '%s'",
                                  text(signed_one, "id")),
                 (char *)"2025-06-16"));
}

Test(reviews, are_heard_below_once_signed_without_the_names_of_who_is_missing)
{
    launch("SK-NGHE");
    approved(report("SK-NGHE", "xa-doan-ket", "2025-5M", "1742.6", 43, "Thiếu vốn."));
    const char *review = path_of(drafted("SK-NGHE", body("{'kind': 'preliminary'}")));
    expect_problem(as(commune, GET, review), 404, "not_found");
    expect_problem(as(commune, GET, at("%s/figures", review)), 404, "not_found");
    expect_problem(as(commune, GET, at("%s/words", review)), 404, "not_found");
    expect_problem(as(commune, GET, at("%s/document", review), .accept = PAGE), 404, "not_found");
    expect_problem(as("thanh-pho-kon-tum.oversight", GET, review), 404, "not_found");
    expect_status(as("tinh-kon-tum.reviewer", GET, review), 200);
    sign(review);
    struct answer heard = as(commune, GET, review);
    expect_status(heard, 200);
    expect_number(heard, "coverage.missing", 1);
    expect_null(heard, "coverage.missing_units");
    expect_null(heard, "figures.0.missing");
    expect_null(heard, "sections.results.drafted");
    expect_status(as(commune, GET, at("%s/document", review), .accept = PAGE), 200);
    expect_status(as("thanh-pho-kon-tum.oversight", GET, review), 200);
    expect_problem(as("huyen-kon-plong.reviewer", GET, review), 404, "not_found");
    struct answer words = as(commune, GET, at("%s/words", review));
    expect_count(words, "items", 3);
    expect_count(as("xa-hoa-binh.reporter", GET, at("%s/words", review)), "items", 0);
    expect_count(as(reviewer, GET, at("%s/words?key=difficulties", review)), "items", 1);
}

Test(reviews, give_their_table_as_a_workbook)
{
    play("SK-BANG");
    const char *review = path_of(drafted("SK-BANG", body("{'kind': 'preliminary'}")));
    struct answer rows = as(reviewer, GET, at("%s/figures", review));
    expect_count(rows, "items", 2);
    expect_text(rows, "items.1.previous.basis", "previous_period");
    expect_count(as(reviewer, GET, at("%s/figures?field=economy", review)), "items", 1);
    expect_count(as(reviewer, GET, at("%s/figures?status=missed", review)), "items", 0);
    struct answer sheet = as(reviewer, GET, at("%s/figures", review),
                             .accept = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    expect_status(sheet, 200);
    cr_assert(sheet.length > 4000 && memcmp(sheet.body, "PK", 2) == 0);
    struct answer csv = as(reviewer, GET, at("%s/figures?decimal=comma", review), .accept = "text/csv");
    expect_in_body(csv, "\"1.842,6\"");
}

Test(reviews, print_as_official_documents)
{
    play("SK-IN");
    const char *review =
        path_of(drafted("SK-IN", body("{'kind': 'preliminary', 'title': 'Sơ kết “5 & 6 tháng” <thử>'}")));
    const char *document = at("%s/document", review);
    struct answer model = as(reviewer, GET, document);
    expect_status(model, 200);
    expect_text(model, "document.issuer.0", "ỦY BAN NHÂN DÂN");
    expect_text(model, "document.issuer.1", "THÀNH PHỐ KON TUM");
    expect_text(model, "document.mark", "DỰ THẢO");
    expect_text(model, "document.recipients.0", "- Sở Nội vụ (b/c);");
    expect_text(model, "document.recipients.1", "- Lưu: VT.");
    struct answer page = as(reviewer, GET, document, .accept = PAGE);
    expect_status(page, 200);
    expect_header(page, "Content-Type", "text/html; charset=utf-8");
    expect_in_body(page, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM");
    expect_in_body(page, "Độc lập - Tự do - Hạnh phúc");
    expect_in_body(page, "DỰ THẢO");
    expect_in_body(page, "Sơ kết “5 &amp; 6 tháng” &lt;thử&gt;");
    expect_in_body(page, "Thu ngân sách đạt 1.842,6 tỷ đồng");
    const char *end = strstr(page.body, "./.</");
    cr_assert(end && end < strstr(page.body, "Nơi nhận:") && strstr(end + 1, "./.</") == NULL,
              "the body ends with ./.");
    cr_assert(strstr(page.body, "<script") == NULL && strstr(page.body, "http") == NULL);
    cr_assert(strstr(header(page, "Content-Security-Policy"), "style-src 'sha256-") != NULL);
    expect_status(as(reviewer, GET, document, .accept = PAGE, .headers = {at("If-None-Match: %s", etag(page))}), 304);
    struct answer word = as(reviewer, GET, document, .accept = WORD);
    expect_status(word, 200);
    expect_header(word, "Content-Type", WORD);
    cr_assert(strstr(header(word, "Content-Disposition"), ".docx") != NULL);
    cr_assert(memcmp(word.body, "PK", 2) == 0);
    cr_assert(strcmp(etag(word), etag(page)) != 0);
    cr_assert(eq(str, (char *)etag(word), (char *)etag(as(reviewer, GET, document, .accept = WORD))));
    sign(review);
    struct answer signed_page = as(reviewer, GET, document, .accept = PAGE);
    expect_in_body(signed_page, "Số: 215/BC-UBND");
    expect_in_body(signed_page, "Kon Tum, ngày 16 tháng 6 năm 2025");
    expect_in_body(signed_page, "TM. ỦY BAN NHÂN DÂN");
    expect_in_body(signed_page, "Nguyễn Thanh Mân");
    cr_assert(strstr(signed_page.body, "DỰ THẢO") == NULL);
}

Test(reviews, are_deleted_as_drafts)
{
    launch("SK-XOA");
    const char *review = path_of(drafted("SK-XOA", body("{'kind': 'final', 'period': '2025'}")));
    expect_problem(as("xa-doan-ket.reviewer", DELETE, review, .if_match = "*"), 404, "not_found");
    expect_status(withdraw(reviewer, review), 204);
    expect_problem(as(reviewer, GET, review), 404, "not_found");
}

/* What is asked of the city's half-year review stands in one reply. */
Test(reviews, of_the_city_answer_ten_questions_by_one_reply)
{
    struct answer list = as(reviewer, GET, "/campaigns/code:KT-2025/reviews");
    struct answer review = as(reviewer, GET, at("/reviews/%s", text(list, "items.0.id")));
    expect_text(review, "unit.name", "Thành phố Kon Tum");                      /* whose */
    expect_text(review, "period.ends_on", "2025-05-14");                        /* figures until when */
    expect_text(review, "as_of", "2025-06-16");                                 /* as known when */
    expect_number(review, "coverage.official", 20);                             /* how many reported */
    expect_number(review, "coverage.expected", 27);                             /* of how many */
    expect_text(review, "coverage.missing_units.0.name", "Phường Quyết Thắng"); /* who is missing */
    json_t *revenue = item(review, "figures", "code", "KT2025-04");
    cr_assert(ieee_ulp_eq(dbl, json_number_value(within(revenue, "value")), 1391.3, 4)); /* revenue, */
    cr_assert(ieee_ulp_eq(dbl, json_number_value(within(revenue, "target")), 3600, 4));  /* of what plan, */
    cr_assert(within(revenue, "status") && within(revenue, "reason"));                   /* on course or not and why, */
    json_t *schools = item(review, "figures", "code", "KT2025-19");
    cr_assert(ieee_ulp_eq(dbl, json_number_value(within(schools, "change.absolute")), 2.56, 4)); /* since when more, */
    cr_assert(json_integer_value(within(schools, "previous.units")) == 15);                      /* over whom */
    cr_assert(within(json(review, "statuses"), "behind") != NULL);                               /* how many behind */
    expect_word(text(review, "sections.causes.text"), "Kinh phí hỗ trợ về chậm");                /* why */
}
