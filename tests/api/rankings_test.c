/* rankings_test.c: units are ranked by a stated method over official figures, the snapshot is frozen with its inputs,
 * and every place is explained. The scoring sheet of Cần Thơ's plan 157/KH-UBND of 2025-11-18 runs as it is printed. */
#include "support/season.h"

static const char reviewer[] = "thanh-pho-kon-tum.reviewer";
static const char leader[] = "thanh-pho-kon-tum.leader";
static const char ward[] = "phuong-quyet-thang.reporter";

struct figures {
    const char *unit;
    int plan, accounts, checked, updated, early, opened, moved; /* accounts and updated out of 100 */
};

/* A campaign with the seven indicators of the sheet, reported by four wards and two communes. */
static void launch(const char *code)
{
    static const char *const units[] = {"phuong-quyet-thang", "phuong-quang-trung", "phuong-thang-loi",
                                        "phuong-thong-nhat",  "xa-doan-ket",        "xa-hoa-binh"};
    static const char *const kinds[][3] = {
        {"KH", "boolean", "max"},  {"TK", "ratio", "ratio"}, {"KT", "count", "sum"},    {"CN", "ratio", "ratio"},
        {"SOM", "boolean", "max"}, {"MOI", "count", "sum"},  {"CHUYEN", "count", "sum"}};
    const char *reporters = "", *items = "";
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
        reporters = body("%s%s{'unit': 'code:%s'}", reporters, i ? ", " : "", units[i]);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        items = body("%s%s{'code': '%s-%s', 'name': 'Tiêu chí %s', 'field': 'home_affairs', 'value_type': '%s', %s"
                     " 'decimals': 2, 'comparator': 'improve', 'rollup': '%s', 'reporters': [%s]}",
                     items, i ? ", " : "", code, kinds[i][0], kinds[i][0], kinds[i][1],
                     strcmp(kinds[i][1], "ratio") == 0 ? body("'unit_of_measure': '%%',") : "", kinds[i][2], reporters);
    launch_campaign("thanh-pho-kon-tum",
                    body("{'code': '%s', 'title': 'Chuyển đổi số %s', 'kind': 'movement', 'starts_on':"
                         " '2025-01-01', 'ends_on': '2025-12-31', 'report_route': 'verify',"
                         " 'report_periods': ['2025-Q1', '2025-5M']}",
                         code, code),
                    body("{'items': [%s]}", items));
}

static void report(const char *code, const char *period, struct figures f)
{
    struct answer saved =
        as(at("%s.reporter", f.unit), PATCH, sheet_at(code, f.unit, period), .if_match = "\"0\"",
           .type = "application/merge-patch+json",
           .json =
               body("{'values': {'%s-KH': {'value': %d}, '%s-TK': {'numerator': %d, 'denominator': 100}, '%s-KT': "
                    "{'value': %d},"
                    " '%s-CN': {'numerator': %d, 'denominator': 100}, '%s-SOM': {'value': %d}, '%s-MOI': {'value': %d},"
                    " '%s-CHUYEN': {'value': %d}}}",
                    code, f.plan, code, f.accounts, code, f.checked, code, f.updated, code, f.early, code, f.opened,
                    code, f.moved));
    const char *report = report_saved(saved);
    expect_status(move(at("%s.reporter", f.unit), report, "submitted"), 201);
    expect_status(move(reviewer, report, "verified"), 201);
}

static const struct figures five[] = {
    {"phuong-quyet-thang", 1, 95, 50, 90, 1, 300, 40}, {"phuong-quang-trung", 1, 100, 45, 95, 0, 300, 52},
    {"phuong-thang-loi", 0, 99, 50, 99, 1, 500, 90},   {"phuong-thong-nhat", 1, 90, 40, 80, 0, 100, 10},
    {"xa-doan-ket", 1, 90, 40, 80, 0, 100, 10},
};

/* The sheet: 20 + 40 + 20 + 20 points, 15 in bonuses, a plan as the gate, and the order in which equal scores part. */
static void set_up_method(const char *code)
{
    expect_status(
        as(reviewer, POST, at("/campaigns/code:%s/ranking-methods", code),
           .json =
               body("{'code': 'CT-157', 'name': 'Chấm điểm theo Kế hoạch 157/KH-UBND', 'bonus_cap': 15, 'citation': "
                    "'Kế hoạch"
                    " số 157/KH-UBND ngày 18/11/2025, Phụ lục', 'criteria': ["
                    "{'key': 'ke_hoach', 'name': 'Ban hành kế hoạch', 'indicator': '%s-KH', 'measure': 'value', 'rule':"
                    " 'all_or_nothing', 'points': 20, 'gate': true},"
                    "{'key': 'tai_khoan', 'name': 'Tỷ lệ tạo tài khoản', 'indicator': '%s-TK', 'measure': 'value', "
                    "'rule': 'rate', 'points': 40},"
                    "{'key': 'kiem_tra', 'name': 'Kiểm tra ngẫu nhiên 50 người', 'indicator': '%s-KT', 'measure': "
                    "'value', 'rule': 'per_unit',"
                    " 'factor': 0.4, 'points': 20},"
                    "{'key': 'cap_nhat', 'name': 'Tỷ lệ cập nhật', 'indicator': '%s-CN', 'measure': 'value', 'rule': "
                    "'rate', 'points': 20},"
                    "{'key': 'som', 'name': 'Hoàn thành sớm', 'indicator': '%s-SOM', 'measure': 'value', 'rule': "
                    "'all_or_nothing', 'points': 5, 'group': 'bonus'},"
                    "{'key': 'muc', 'name': 'Mức tỷ lệ tài khoản', 'indicator': '%s-TK', 'measure': 'value', 'rule': "
                    "'tier', 'points': 5, 'group': 'bonus',"
                    " 'tiers': [{'from': 88, 'to': 90, 'points': 2}, {'from': 90, 'to': 95, 'points': 3}, {'from': 95, "
                    "'to': 100, 'below': true,"
                    " 'points': 4}, {'from': 100, 'points': 5}]},"
                    "{'key': 'sang_kien', 'name': 'Cách làm hay', 'measure': 'mark', 'rule': 'mark', 'points': 5, "
                    "'group': 'bonus'},"
                    "{'key': 'moi', 'name': 'Tài khoản tạo mới', 'indicator': '%s-MOI', 'measure': 'value', 'rule': "
                    "'rate', 'points': 0},"
                    "{'key': 'chuyen', 'name': 'Tài khoản chuyển', 'indicator': '%s-CHUYEN', 'measure': 'value', "
                    "'rule': 'rate', 'points': 0}],"
                    " 'tie_breakers': [{'criterion': 'moi'}, {'criterion': 'chuyen'}, {'criterion': 'cap_nhat'}]}",
                    code, code, code, code, code, code, code, code)),
        201);
}

#define MARKS                                                                                                          \
    "'marks': [{'unit': 'code:phuong-quyet-thang', 'criterion': 'sang_kien', 'points': 2, 'note': 'Hai cách làm "    \
    "hay'},"                                                                                                           \
    " {'unit': 'code:phuong-quang-trung', 'criterion': 'sang_kien', 'points': 5}]"

static struct answer frozen(const char *code, const char *more)
{
    struct answer made = as(reviewer, POST, at("/campaigns/code:%s/rankings", code),
                            .json = body("{'period': '2025-5M', 'method': 'code:CT-157', " MARKS "%s}", more));
    expect_status(made, 201);
    return made;
}

static void expect_place(struct answer places, const char *unit, int place, double score)
{
    json_t *row = NULL;
    for (size_t i = 0; i < count(places, "items"); i++)
        if (strcmp(text(places, at("items.%zu.unit.name", i)), unit) == 0)
            row = json(places, at("items.%zu", i));
    cr_assert_not_null(row, "%s is ranked", unit);
    cr_assert_eq(json_integer_value(within(row, "place")), place, "%s stands at %lld", unit,
                 json_integer_value(within(row, "place")));
    cr_assert(epsilon_eq(dbl, json_number_value(within(row, "score")), score, 1e-9), "%s has %g", unit,
              json_number_value(within(row, "score")));
}

static void season(const char *code)
{
    launch(code);
    for (size_t i = 0; i < sizeof five / sizeof five[0]; i++)
        report(code, "2025-5M", five[i]);
    set_up_method(code);
}

Test(rankings, score_the_sheet_of_can_tho_as_printed)
{
    season("CT-CHAM");
    struct answer ranking = frozen("CT-CHAM", "");
    struct answer places = as(reviewer, GET, at("/rankings/%s/places", text(ranking, "id")));
    expect_count(places, "items", 6);
    /* 20 + 40 + 18 + 19 = 97 and 0 + 5 + 5; 20 + 38 + 20 + 18 = 96 and 5 + 4 + 2: transfers decide, 52 to 40. */
    expect_place(places, "Phường Quang Trung", 1, 107);
    expect_place(places, "Phường Quyết Thắng", 2, 107);
    /* 20 + 36 + 16 + 16 = 88 and 3: equal in everything. */
    expect_place(places, "Phường Thống Nhất", 3, 91);
    expect_place(places, "Xã Đoàn Kết", 3, 91);
    expect_true(places, "items.2.tied");
    /* Without a plan nothing counts; who has not reported has no plan either. */
    expect_place(places, "Phường Thắng Lợi", 5, 0);
    expect_place(places, "Xã Hòa Bình", 6, 0);
    struct answer drawn = frozen("CT-CHAM", body(", 'drawn': ['code:xa-doan-ket', 'code:phuong-thong-nhat']"));
    places = as(reviewer, GET, at("/rankings/%s/places", text(drawn, "id")));
    expect_place(places, "Xã Đoàn Kết", 3, 91);
    expect_place(places, "Phường Thống Nhất", 4, 91);
    expect_false(places, "items.2.tied");
}

Test(rankings, explain_each_place)
{
    season("CT-VISAO");
    struct answer ranking = frozen("CT-VISAO", "");
    struct answer second =
        as(reviewer, GET, at("/rankings/%s/explanation?unit=code:phuong-quyet-thang", text(ranking, "id")));
    expect_status(second, 200);
    expect_number(second, "place", 2);
    expect_number(second, "ranked", 6);
    expect_number(second, "main", 96);
    expect_number(second, "bonus", 11);
    expect_number(second, "criteria.1.raw", 95);
    expect_number(second, "criteria.1.normalised", 0.95);
    expect_number(second, "criteria.1.points", 38);
    expect_text(second, "criteria.1.said", "Tỷ lệ tạo tài khoản: 95% × 40 điểm = 38 điểm");
    expect_number(second, "criteria.5.tier.points", 4);
    expect_text(second, "criteria.6.note", "Hai cách làm hay");
    expect_false(second, "tie_break.0.decides");
    expect_true(second, "tie_break.1.decides");
    expect_text(second, "tie_break.1.name", "Tài khoản chuyển");
    expect_text(second, "neighbours.0.unit.name", "Phường Quang Trung");
    expect_number(second, "neighbours.0.main", 97);
    expect_number(second, "neighbours.0.bonus", 10);
    expect_number(second, "neighbours.0.gap", 0);
    double apart = 0; /* what the criteria differ by is what main and bonus differ by */
    for (size_t i = 0; i < count(second, "neighbours.0.criteria"); i++) {
        double gap = number(second, at("neighbours.0.criteria.%zu.gap", i));
        cr_assert_neq((long)(gap * 1000), 0, "only where they differ");
        apart += gap;
    }
    cr_assert(epsilon_eq(dbl, apart, 0, 1e-6));
    cr_assert_not_null(strstr(text(second, "neighbours.0.said"), "Phường Quang Trung (thứ 1, bằng điểm): hơn ở "));
    cr_assert_not_null(strstr(text(second, "neighbours.0.said"), "; kém ở "));
    expect_text(second, "summary.0", "Phường Quyết Thắng xếp thứ 2 trong 6 đơn vị, 107 điểm.");
    struct answer gate =
        as(reviewer, GET, at("/rankings/%s/explanation?unit=code:phuong-thang-loi", text(ranking, "id")));
    expect_text(gate, "gate", "Ban hành kế hoạch");
    expect_number(gate, "score", 0);
    struct answer silent = as(reviewer, GET, at("/rankings/%s/explanation?unit=code:xa-hoa-binh", text(ranking, "id")));
    expect_text(silent, "criteria.1.reason", "not_reported");
    expect_problem(as(reviewer, GET, at("/rankings/%s/explanation?unit=code:phuong-le-loi", text(ranking, "id"))), 404,
                   "not_found");
}

Test(rankings, are_heard_below_once_the_chairperson_has_published_them)
{
    season("CT-CONGBO");
    struct answer ranking = frozen("CT-CONGBO", "");
    const char *thing = at("/rankings/%s", text(ranking, "id"));
    expect_problem(as(ward, GET, thing), 404, "not_found");
    expect_problem(as(ward, GET, at("%s/places", thing)), 404, "not_found");
    expect_problem(as(ward, GET, at("%s/explanation?unit=code:phuong-quyet-thang", thing)), 404, "not_found");
    expect_problem(as(ward, POST, at("%s/simulations", thing), .json = body("{'points': {}}")), 404, "not_found");
    expect_count(as(ward, GET, "/campaigns/code:CT-CONGBO/rankings"), "items", 0);
    expect_problem(move(reviewer, thing, "published"), 403, "wrong_role");
    expect_true(as(leader, GET, at("%s/moves/available", thing)), "items.0.possible");
    expect_status(move(leader, thing, "published"), 201);
    expect_status(as(ward, GET, thing), 200);
    expect_count(as(ward, GET, at("%s/places", thing)), "items", 6);
    expect_status(as(ward, GET, at("%s/explanation?unit=code:xa-doan-ket", thing)), 200);
    expect_count(as(ward, GET, "/campaigns/code:CT-CONGBO/rankings?state=published&period=2025-5M"), "items", 1);
    expect_count(as(ward, GET, at("%s/moves", thing)), "items", 1);
    expect_problem(move_with(leader, thing, body("{'to': 'withdrawn'}")), 422, "validation_failed");
    expect_status(move_with(leader, thing, body("{'to': 'withdrawn', 'note': 'Số liệu của một phường bị sai'}")), 201);
    expect_problem(move(leader, thing, "published"), 409, "move_not_possible");
}

Test(rankings, keep_the_same_hash_for_the_same_figures)
{
    season("CT-HASH");
    struct answer first = frozen("CT-HASH", ""), again = frozen("CT-HASH", "");
    expect_text(again, "input_hash", text(first, "input_hash"));
    report("CT-HASH", "2025-5M", (struct figures){"xa-hoa-binh", 1, 97, 50, 99, 1, 800, 90});
    struct answer later = frozen("CT-HASH", body(", 'compared_with': '%s'", text(first, "id")));
    cr_assert(strcmp(text(later, "input_hash"), text(first, "input_hash")) != 0);
    struct answer places = as(reviewer, GET, at("/rankings/%s/places?unit=code:xa-hoa-binh", text(later, "id")));
    expect_number(places, "items.0.place", 1);
    expect_number(places, "items.0.previous_place", 6);
    expect_number(places, "items.0.movement", 5);
    struct answer before = as(reviewer, GET, at("/rankings/%s/places?unit=code:xa-hoa-binh", text(first, "id")));
    expect_number(before, "items.0.place", 6);
    struct answer told = as(reviewer, GET, at("/rankings/%s/explanation?unit=code:xa-hoa-binh", text(later, "id")));
    expect_number(told, "criteria.1.previous_points", 0);
    expect_in_body(told, "tăng 5 bậc so với kỳ trước");
}

Test(rankings, can_be_tried_with_other_weights_that_are_not_kept)
{
    season("CT-THU");
    struct answer ranking = frozen("CT-THU", "");
    struct answer tried = as(reviewer, POST, at("/rankings/%s/simulations", text(ranking, "id")),
                             .json = body("{'points': {'kiem_tra': 60, 'tai_khoan': 0}}"));
    expect_status(tried, 200);
    /* Checks at 0.4 each, up to 60: 20 + 0 + 20 + 18 + 11 = 69 against 20 + 0 + 18 + 19 + 10 = 67. */
    expect_place(tried, "Phường Quyết Thắng", 1, 69);
    expect_number(tried, "items.0.frozen_place", 2);
    expect_number(tried, "items.0.movement", 1);
    expect_place(as(reviewer, GET, at("/rankings/%s/places", text(ranking, "id"))), "Phường Quyết Thắng", 2, 107);
    expect_fault(
        as(reviewer, POST, at("/rankings/%s/simulations", text(ranking, "id")), .json = body("{'points': {'la': 1}}")),
        "/points/la", "criterion_not_found");
    size_t kept = count(as(reviewer, GET, "/campaigns/code:CT-THU/rankings"), "items");
    expect_status(
        as(reviewer, POST, "/campaigns/code:CT-THU/rankings?dry_run=true", .json = body("{'period': '2025-5M'}")), 201);
    expect_count(as(reviewer, GET, "/campaigns/code:CT-THU/rankings"), "items", kept);
}

Test(rankings, by_improvement_look_at_the_change_since_the_baseline)
{
    const char *code = "NGHEO";
    expect_status(
        as(reviewer, POST, "/campaigns",
           .json = body("{'code': 'NGHEO', 'title': 'Giảm nghèo', 'kind': 'movement', 'starts_on': '2025-01-01',"
                        " 'ends_on': '2025-12-31', 'report_route': 'verify', 'report_periods': ['2025-5M']}")),
        201);
    expect_status(
        as(reviewer, POST, "/campaigns/code:NGHEO/indicators",
           .json =
               body("{'items': [{'code': 'NGHEO-1', 'name': 'Tỷ lệ hộ nghèo', 'field': 'culture_society', 'value_type':"
                    " 'percent', 'unit_of_measure': '%%', 'decimals': 2, 'comparator': 'decrease_by', 'change_basis':"
                    " 'percentage_point', 'target_value': 2, 'direction': 'down', 'rollup': 'mean', 'baseline': "
                    "{'year': 2024,"
                    " 'value': 10}, 'reporters': [{'unit': 'code:phuong-quyet-thang'}, {'unit': 'code:xa-doan-ket'},"
                    " {'unit': 'code:xa-hoa-binh'}]}]}")),
        201);
    expect_status(
        put(reviewer, "/indicators/code:NGHEO-1/baselines",
            body("{'items': [{'unit': 'code:phuong-quyet-thang', 'year': 2024, 'value': 10, 'source': 'Rà soát'},"
                 " {'unit': 'code:xa-doan-ket', 'year': 2024, 'value': 10, 'source': 'Rà soát'},"
                 " {'unit': 'code:xa-hoa-binh', 'year': 2024, 'value': 10, 'source': 'Rà soát'}]}")),
        200);
    expect_status(
        put(reviewer, "/indicators/code:NGHEO-1/baselines",
            body("{'items': [{'unit': 'code:phuong-quyet-thang', 'year': 2024, 'value': 10, 'source': 'Rà soát'},"
                 " {'unit': 'code:xa-doan-ket', 'year': 2024, 'value': 10, 'source': 'Rà soát'},"
                 " {'unit': 'code:xa-hoa-binh', 'year': 2024, 'value': 10, 'source': 'Rà soát'}]}")),
        200);
    launch_draft("thanh-pho-kon-tum", "/campaigns/code:NGHEO");
    static const struct {
        const char *unit;
        double rate;
    } rates[] = {{"phuong-quyet-thang", 9}, {"xa-doan-ket", 6}, {"xa-hoa-binh", 8}};
    for (size_t i = 0; i < 3; i++) {
        struct answer saved = as(at("%s.reporter", rates[i].unit), PATCH,
                                 at("/campaigns/code:%s/units/code:%s/periods/2025-5M/submission", code, rates[i].unit),
                                 .if_match = "\"0\"", .type = "application/merge-patch+json",
                                 .json = body("{'values': {'NGHEO-1': {'value': %g}}}", rates[i].rate));
        expect_status(saved, 200);
        const char *report = at("/submissions/%s", text(saved, "id"));
        expect_status(move(at("%s.reporter", rates[i].unit), report, "submitted"), 201);
        expect_status(move(reviewer, report, "verified"), 201);
    }
    expect_status(as(reviewer, POST, "/campaigns/code:NGHEO/ranking-methods",
                     .json = body("{'code': 'TIEN-BO', 'name': 'Xếp hạng theo mức tiến bộ', 'criteria': [{'key': "
                                  "'giam', 'name': 'Mức giảm',"
                                  " 'indicator': 'NGHEO-1', 'measure': 'change', 'rule': 'peers', 'points': 100}]}")),
                  201);
    struct answer ranking = as(reviewer, POST, "/campaigns/code:NGHEO/rankings",
                               .json = body("{'period': '2025-5M', 'method': 'TIEN-BO'}"));
    expect_status(ranking, 201);
    struct answer places = as(reviewer, GET, at("/rankings/%s/places", text(ranking, "id")));
    expect_place(places, "Xã Đoàn Kết", 1, 100);   /* −4 points */
    expect_place(places, "Xã Hòa Bình", 2, 33.33); /* −2: a third of the way from −1 to −4 */
    expect_place(places, "Phường Quyết Thắng", 3, 0);
}

Test(rankings, among_members_of_a_group_or_by_the_usual_weights)
{
    struct answer usual = as(reviewer, POST, "/campaigns/code:KT-2025/rankings",
                             .json = body("{'period': '2025-Q1', 'peers': {'level': 'commune'}}"));
    expect_status(usual, 201);
    expect_number(usual, "ranked", 21);
    expect_text(usual, "method.code", "usual");
    struct answer wards = as(reviewer, POST, "/campaigns/code:KT-2025/rankings",
                             .json = body("{'period': '2025-Q1', 'peers': {'kind': 'ward'}}"));
    expect_number(wards, "ranked", 10);
    struct answer group = as(
        reviewer, POST, "/unit-groups",
        .json = body(
            "{'kind': 'emulation_cluster', 'code': 'CUM-THU', 'name': 'Cụm thử', 'valid_from': '2025-01-01', 'members':"
            " [{'unit': 'code:xa-doan-ket'}, {'unit': 'code:xa-hoa-binh'}, {'unit': 'code:xa-ia-chim'}]}"));
    expect_status(group, 201);
    struct answer cluster = as(reviewer, POST, "/campaigns/code:KT-2025/rankings",
                               .json = body("{'period': '2025-Q1', 'peers': {'group': 'CUM-THU'}}"));
    expect_status(cluster, 201);
    expect_number(cluster, "ranked", 3);
}

Test(rankings, refuse_what_cannot_be_ranked)
{
    const char *where = "/campaigns/code:KT-2025/rankings";
    expect_fault(as(reviewer, POST, where, .json = body("{'period': '2024'}")), "/period", "period_not_reported");
    expect_fault(as(reviewer, POST, where, .json = body("{'period': '2025'}")), "/period", "period_not_over");
    expect_fault(as(reviewer, POST, where, .json = body("{'period': '2025-Q1', 'peers': {'kind': 'special_zone'}}")),
                 "/peers", "ranking_has_nobody");
    expect_fault(as(reviewer, POST, where, .json = body("{'period': '2025-Q1', 'method': 'code:LA'}")), "/method",
                 "method_not_found");
    expect_fault(as(reviewer, POST, where, .json = body("{'period': '2025-Q1', 'points': {'la': 3}}")), "/points/la",
                 "criterion_not_found");
    expect_fault(as(reviewer, POST, where, .json = body("{'period': '2025-Q1', 'drawn': ['code:huyen-kon-ray']}")),
                 "/drawn/0", "unit_not_ranked");
    expect_problem(as("tinh-kon-tum.reviewer", POST, where, .json = body("{'period': '2025-Q1'}")), 403, "not_allowed");
    expect_problem(as(ward, POST, where, .json = body("{'period': '2025-Q1'}")), 403, "role_not_allowed");
}

Test(rankings, have_methods_that_are_kept_by_the_standing_body)
{
    season("CT-PP");
    const char *where = "/campaigns/code:CT-PP/ranking-methods";
    struct answer list = as(ward, GET, where);
    expect_count(list, "items", 1);
    const char *method = at("/ranking-methods/%s", text(list, "items.0.id"));
    expect_status(as(ward, GET, method), 200);
    expect_problem(as("huyen-kon-ray.reviewer", GET, method), 404, "not_found");
    expect_problem(as(reviewer, PATCH, method, .if_match = "\"9\"", .json = body("{'bonus_cap': 10}")), 412,
                   "stale_version");
    struct answer wrong = patch(reviewer, method, body("{'tie_breakers': [{'criterion': 'la'}]}"));
    expect_fault(wrong, "/tie_breakers/0/criterion", "criterion_not_found");
    struct answer ranking = frozen("CT-PP", "");
    struct answer capped = patch(reviewer, method, body("{'bonus_cap': 10}"));
    expect_status(capped, 200);
    expect_number(capped, "version", 2);
    struct answer after = frozen("CT-PP", "");
    expect_number(after, "method.version", 2);
    expect_place(as(reviewer, GET, at("/rankings/%s/places", text(after, "id"))), "Phường Quyết Thắng", 2, 106);
    expect_place(as(reviewer, GET, at("/rankings/%s/places", text(ranking, "id"))), "Phường Quyết Thắng", 2, 107);
    expect_problem(withdraw(reviewer, method), 409, "reference_not_found");
    expect_problem(
        as(reviewer, POST, where,
           .json = body("{'code': 'CT-157', 'name': 'Lần nữa', 'criteria': [{'key': 'a', 'name': 'Tiêu chí', 'measure':"
                        " 'timeliness', 'rule': 'rate', 'points': 10}]}")),
        409, "ranking_method_code_taken");
    struct answer spare =
        as(reviewer, POST, where,
           .json = body("{'code': 'DU', 'name': 'Đúng hạn', 'criteria': [{'key': 'a', 'name': 'Đúng hạn', 'measure':"
                        " 'timeliness', 'rule': 'rate', 'points': 10}]}"));
    expect_status(spare, 201);
    expect_status(withdraw(reviewer, at("/ranking-methods/%s", text(spare, "id"))), 204);
    struct answer many =
        as(reviewer, POST, where,
           .json = body(
               "{'code': 'SAI', 'name': 'Sai', 'criteria': [{'key': 'a', 'name': 'Một', 'measure': 'value', 'rule':"
               " 'mark', 'points': 10}, {'key': 'a', 'name': 'Hai', 'indicator': 'LA', 'measure': 'value', 'rule': "
               "'per_unit',"
               " 'points': 1, 'requires': ['b']}], 'peers': {'group': 'LA'}}"));
    expect_fault(many, "/criteria/0/indicator", "required");
    expect_fault(many, "/criteria/0/rule", "rule_does_not_fit");
    expect_fault(many, "/criteria/1/key", "criterion_key_taken");
    expect_fault(many, "/criteria/1/indicator", "indicator_not_in_campaign");
    expect_fault(many, "/criteria/1/factor", "required");
    expect_fault(many, "/criteria/1/requires/0", "criterion_not_found");
    expect_fault(many, "/peers/group", "group_not_found");
}

Test(unit_groups, are_set_up_and_changed_with_dates)
{
    struct answer made =
        as(reviewer, POST, "/unit-groups",
           .json = body(
               "{'kind': 'emulation_cluster', 'code': 'CUM-9', 'name': 'Cụm thi đua số 9', 'valid_from': '2025-01-01',"
               " 'decision_number': '12/QĐ-UBND', 'members': [{'unit': 'code:xa-doan-ket', 'valid_from': '2025-01-01'},"
               " {'unit': 'code:xa-hoa-binh', 'valid_from': '2025-01-01'}], 'heads': [{'unit': 'code:xa-doan-ket', "
               "'year': 2025}]}"));
    expect_status(made, 201);
    expect_count(made, "members", 2);
    expect_text(made, "heads.0.unit.name", "Xã Đoàn Kết");
    const char *group = at("/unit-groups/%s", text(made, "id"));
    struct answer left = patch(reviewer, group,
                               body("{'members': [{'unit': 'code:xa-doan-ket', 'valid_from': '2025-01-01'}, {'unit': "
                                    "'code:xa-hoa-binh', 'valid_from':"
                                    " '2025-01-01', 'valid_until': '2025-04-01'}]}"));
    expect_status(left, 200);
    expect_number(left, "member_count", 1);
    expect_number(left, "version", 2);
    struct answer wrong = patch(reviewer, group,
                                body("{'members': [{'unit': 'code:huyen-kon-ray'}, {'unit': 'code:xa-doan-ket'}, "
                                     "{'unit': 'code:xa-doan-ket'}, {'unit':"
                                     " 'code:xa-ia-chim', 'valid_from': '2025-05-01', 'valid_until': '2025-05-01'}], "
                                     "'heads': [{'unit': 'code:xa-chu-hreng', 'year': 2025}]}"));
    expect_fault(wrong, "/members/0/unit", "unit_outside_the_area");
    expect_fault(wrong, "/members/2/unit", "member_named_twice");
    expect_fault(wrong, "/members/3/valid_until", "ends_before_it_starts");
    expect_fault(wrong, "/heads/0/unit", "head_is_no_member");
    expect_problem(patch("huyen-kon-ray.reviewer", group, body("{'name': 'Của tôi'}")), 403, "not_allowed");
    expect_problem(
        as(reviewer, POST, "/unit-groups", .json = body("{'kind': 'custom', 'code': 'CUM-9', 'name': 'Lần nữa'}")), 409,
        "unit_group_code_used_once");
    expect_status(withdraw(reviewer, group), 204);
    expect_problem(as(reviewer, GET, group), 404, "not_found");
}

static const char nowhere[] = "01a20000-0000-7000-8000-000000000000";

Test(rankings, stand_against_what_is_stale_missing_or_in_the_wrong_state)
{
    season("CT-CU");
    struct answer ranking = frozen("CT-CU", "");
    expect_problem(as(leader, POST, at("/rankings/%s/moves", text(ranking, "id")), .if_match = "\"9\"",
                      .json = body("{'to': 'published'}")),
                   412, "stale_version");
    expect_problem(
        as(reviewer, PATCH, at("/ranking-methods/%s", nowhere), .if_match = "\"1\"", .json = body("{'bonus_cap': 1}")),
        404, "not_found");
    expect_problem(as(reviewer, DELETE, at("/ranking-methods/%s", nowhere), .if_match = "\"1\""), 404, "not_found");
    expect_status(as(reviewer, POST, "/campaigns",
                     .json = body("{'code': 'CT-NHAP', 'title': 'Còn là dự thảo', 'kind': 'movement', 'starts_on': "
                                  "'2025-01-01', 'ends_on': '2025-12-31'}")),
                  201);
    expect_problem(as(reviewer, POST, "/campaigns/code:CT-NHAP/rankings", .json = body("{'period': '2025-6M'}")), 409,
                   "wrong_state");
}

Test(unit_groups, stand_against_what_is_stale_missing_or_in_use)
{
    struct answer made = as(reviewer, POST, "/unit-groups",
                            .json = body("{'kind': 'custom', 'code': 'CUM-DUNG', 'name': 'Nhóm đang dùng', 'members': "
                                         "[{'unit': 'code:xa-doan-ket'}, {'unit': 'code:xa-hoa-binh'}]}"));
    expect_status(made, 201);
    const char *group = at("/unit-groups/%s", text(made, "id"));
    expect_problem(as(reviewer, PATCH, group, .if_match = "\"9\"", .json = body("{'name': 'Khác'}")), 412,
                   "stale_version");
    expect_problem(
        as(reviewer, PATCH, at("/unit-groups/%s", nowhere), .if_match = "\"1\"", .json = body("{'name': 'Khác'}")), 404,
        "not_found");
    expect_problem(as(reviewer, DELETE, at("/unit-groups/%s", nowhere), .if_match = "\"1\""), 404, "not_found");
    expect_status(
        as(reviewer, POST, "/campaigns/code:KT-2025/ranking-methods",
           .json = body("{'code': 'NHOM', 'name': 'Theo nhóm', 'peers': {'group': 'CUM-DUNG'}, 'criteria': [{'key': "
                        "'a', 'name': 'Đúng hạn', 'measure': 'timeliness', 'rule': 'rate', 'points': 10}]}")),
        201);
    expect_problem(withdraw(reviewer, group), 409, "group_in_use");
}
