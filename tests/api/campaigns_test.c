/* campaigns_test.c: campaigns are drafted by the standing body, launched by the chairperson, heard below. */
#include "support/season.h"

static const char reviewer[] = "thanh-pho-kon-tum.reviewer";
static const char leader[] = "thanh-pho-kon-tum.leader";

/* A draft of the city with one indicator, under a code of its own. */
static const char *draft(const char *code)
{
    struct answer made = as(reviewer, POST, "/campaigns",
                            .json = body("{'code': '%s', 'title': 'Phong trào thử nghiệm %s', 'kind': 'movement',"
                                         " 'starts_on': '2025-06-01', 'ends_on': '2025-12-31'}",
                                         code, code));
    expect_status(made, 201);
    expect_status(as(reviewer, POST, at("/campaigns/code:%s/indicators", code),
                     .json = body("{'items': [{'code': '%s-01', 'name': 'Số thôn đạt chuẩn', 'field': 'economy',"
                                  " 'value_type': 'number', 'comparator': 'gt', 'target_value': 86083.10,"
                                  " 'decimals': 2, 'reporters': [{'level': 'commune'}]}]}",
                                  code)),
                  201);
    return at("/campaigns/%s", text(made, "id"));
}

Test(campaigns, do_not_belong_to_themselves)
{
    const char *campaign = draft("TU-THUOC");
    expect_problem(patch(reviewer, campaign, body("{'parents': [{'campaign': 'code:TU-THUOC'}]}")), 422,
                   "campaign_is_not_its_own_parent");
}

Test(campaigns, of_kon_tum_come_back_to_a_commune)
{
    struct answer list = as("xa-doan-ket.reporter", GET, "/campaigns?limit=100&sort=title");
    expect_status(list, 200);
    json_t *found = item(list, "items", "code", "KT-2025");
    cr_assert_not_null(found, "the city's plan of 2025 is heard in its communes");
    cr_assert(eq(str, (char *)json_string_value(within(found, "state")), "launched"));
    expect_text(as("xa-doan-ket.reporter", GET, "/campaigns/code:KT-2025"), "issuing_unit.name", "Thành phố Kon Tum");
    expect_status(as("xa-doan-ket.reporter", GET, "/campaigns/code:KT-2025/moves"), 200);
}

Test(campaigns, are_found_without_marks)
{
    struct answer found =
        as("xa-doan-ket.reporter", GET, "/campaigns?q=thi%20dua%20yeu%20nuoc%20nam%202025&count=true");
    expect_status(found, 200);
    cr_assert(ge(dbl, number(found, "page.total"), 1));
}

Test(campaigns, keep_every_digit_of_a_number)
{
    draft("SO-CHINH-XAC");
    struct answer read = as(reviewer, GET, "/indicators/code:SO-CHINH-XAC-01");
    expect_in_body(read, "\"target_value\":86083.10,");
}

Test(campaigns, travel_from_draft_to_launch)
{
    const char *thing = draft("DI-HET");
    expect_problem(move(leader, thing, "launched"), 409, "move_not_possible");
    expect_status(move(reviewer, thing, "proposed"), 201);
    expect_problem(move(reviewer, thing, "launched"), 403, "wrong_role");
    struct answer launched =
        move_with(leader, thing,
                  body("{'to': 'launched', 'details': {'number': '99/KH-UBND', 'issued_on': '2025-06-16', 'signer':"
                       " {'name': 'Nguyễn Thanh Mân', 'position': 'Chủ tịch', 'capacity': 'TM',"
                       " 'on_behalf_of': 'Ủy ban nhân dân'}}}"));
    expect_status(launched, 201);
    expect_text(launched, "from", "proposed");
    struct answer read = as(leader, GET, thing);
    expect_number(launched, "version", number(read, "version"));
    expect_text(read, "state", "launched");
    expect_text(read, "document_number", "99/KH-UBND");
    expect_text(read, "signer.name", "Nguyễn Thanh Mân");
    expect_text(read, "signer.capacity", "TM");
    expect_count(as(leader, GET, at("%s/moves", thing)), "items", 2);
    struct answer table = as(leader, GET, at("%s/moves", thing), .accept = "text/csv");
    expect_in_body(table, "id,thing,thing_id,from,to");
    expect_in_body(table, ",proposed,launched,");
}

Test(campaigns, are_read_by_everybody_once_their_leader_publishes_them)
{
    static const char outsider[] = "huyen-kon-plong.reviewer";
    const char *thing = draft("CONG-KHAI"), *publication = at("%s/publication", thing);
    const char *published = body("{'published': true, 'note': 'Công khai ở cơ sở'}");
    expect_problem(as(leader, PUT, publication, .json = published, .if_match = "\"1\""), 409, "wrong_state");
    expect_status(as(reviewer, POST, at("%s/indicators", thing),
                     .json = body("{'items': [{'code': 'CONG-KHAI-02', 'name': 'Số vụ việc nội bộ', 'field': 'economy',"
                                  " 'value_type': 'number', 'comparator': 'none', 'visibility': 'internal',"
                                  " 'reporters': [{'level': 'commune'}]}]}")),
                  201);
    launch_draft("thanh-pho-kon-tum", thing);
    expect_problem(as(outsider, GET, thing), 404, "not_found");
    expect_problem(as("tinh-kon-tum.leader", PUT, publication, .json = published, .if_match = "*"), 403, "not_allowed");
    expect_problem(as("huyen-kon-plong.leader", PUT, publication, .json = published, .if_match = "*"), 404,
                   "not_found");
    expect_problem(as(reviewer, PUT, publication, .json = published, .if_match = "*"), 403, "role_not_allowed");
    struct answer seen = as(leader, GET, thing);
    expect_false(seen, "published");
    cr_assert(strstr(seen.body, "\"publish\"") != NULL, "%s", seen.body);
    expect_problem(as(leader, PUT, publication, .json = published), 428, "precondition_required");
    struct answer open = as(leader, PUT, publication, .json = published, .if_match = etag(seen));
    expect_status(open, 200);
    expect_true(open, "published");
    expect_number(open, "version", number(seen, "version") + 1);
    expect_problem(as(leader, PUT, publication, .json = published, .if_match = etag(seen)), 412, "stale_version");
    const char *page = at("/public/campaigns/%s", text(seen, "id"));
    struct answer shown = nobody(GET, page);
    expect_text(shown, "title", text(seen, "title"));
    expect_count(shown, "indicators", 1);
    expect_absent(shown, "duties");
    expect_absent(shown, "allowed_actions");
    expect_header(shown, "Cache-Control", "public, max-age=60");
    expect_status(as(outsider, GET, thing), 200);
    expect_count(as(outsider, GET, at("%s/indicators", thing)), "items", 2);
    cr_assert(eq(str,
                 (char *)database("select changes ->> 'publication_note' from app.audit_entries where thing_id = '%s'"
                                  " and operation = 'publish_campaign'",
                                  text(seen, "id")),
                 "Công khai ở cơ sở"));
    struct answer back = as(leader, PUT, publication, .json = body("{'published': false}"), .if_match = etag(open));
    expect_false(back, "published");
    expect_problem(as(outsider, GET, thing), 404, "not_found");
    expect_problem(nobody(GET, page), 404, "not_found");
}

Test(campaigns, are_not_launched_by_the_hand_that_wrote_them)
{
    struct answer moves = as(reviewer, GET, at("%s/moves/available", draft("TU-LAM")));
    expect_status(moves, 200);
    cr_assert_not_null(item(moves, "items", "to", "proposed"));
    struct answer theirs = as("thanh-pho-kon-tum.reporter", GET, at("%s/moves/available", draft("TU-LAM-2")));
    expect_text(theirs, "items.0.rule", "wrong_role");
    expect_text(
        theirs, "items.0.message",
        "Vai trò hiện tại không được chuyển phong trào thi đua này sang “Đã trình”. Người làm được việc này: Cơ quan "
        "thường trực thi đua của Thành phố Kon Tum.");
    cr_assert_not_null(strstr(
        text(as("thanh-pho-kon-tum.reporter", GET, at("%s/moves/available", draft("TU-LAM-3")), .language = "en"),
             "items.0.message"),
        "Your role may not move this campaign"));
}

Test(campaigns, are_drafts_that_communes_do_not_see)
{
    const char *thing = draft("CHUA-PHAT-DONG");
    expect_problem(as("xa-doan-ket.reporter", GET, thing), 404, "not_found");
    expect_problem(as("xa-doan-ket.reporter", GET, at("%s/targets", thing)), 404, "not_found");
    expect_status(as(leader, GET, thing), 200);
    expect_status(as(leader, GET, at("%s/targets", thing)), 200);
}

Test(campaigns, change_only_from_the_version_last_seen)
{
    const char *thing = draft("PHIEN-BAN");
    struct answer seen = as(reviewer, GET, thing);
    expect_status(patch(reviewer, thing, body("{'theme': 'Đoàn kết'}")), 200);
    struct answer stale = as(reviewer, PATCH, thing, .json = body("{'theme': 'Kỷ cương'}"), .if_match = etag(seen));
    expect_problem(stale, 412, "stale_version");
    expect_problem(as(reviewer, PATCH, thing, .json = body("{'theme': 'x'}")), 428, "precondition_required");
    expect_text(as(reviewer, GET, thing), "theme", "Đoàn kết");
    expect_problem(
        as(reviewer, POST, at("%s/moves", thing), .json = body("{'to': 'proposed'}"), .if_match = etag(seen)), 412,
        "stale_version");
}

Test(campaigns, have_no_new_version_without_a_change)
{
    const char *thing = draft("KHONG-DOI");
    struct answer seen = as(reviewer, GET, thing);
    const char *rows = at("select count(*) from app.outbox where thing_id = '%s'", text(seen, "id"));
    const char *before = database("%s", rows);
    struct answer same = patch(reviewer, thing, "{}");
    expect_status(same, 200);
    expect_number(same, "version", 1);
    expect_number(patch(reviewer, thing, body("{'ends_on': '2025-12-31', 'notes': []}")), "version", 1);
    cr_assert(eq(str, (char *)database("%s", rows), (char *)before), "and no event");
    expect_number(patch(reviewer, thing, body("{'theme': 'Đoàn kết'}")), "version", 2);
    struct answer digits = patch(reviewer, "/indicators/code:KHONG-DOI-01", body("{'target_value': 86083.1}"));
    expect_number(digits, "version", 1);
    expect_in_body(digits, "\"target_value\":86083.10,");
}

Test(campaigns, are_patched_by_merging)
{
    const char *thing = draft("GHEP");
    struct answer patched =
        patch(reviewer, thing, body("{'year': 2025, 'theme': null, 'notes': [{'key': '1', 'text': 'Ghi chú'}]}"));
    expect_number(patched, "year", 2025);
    expect_null(patched, "theme");
    expect_count(patched, "notes", 1);
    expect_text(patched, "title", "Phong trào thử nghiệm GHEP");
}

/* An answer as a body, with another text in it. */
static const char *with(struct answer shown, const char *name, const char *value)
{
    json_object_set_new(shown.document, name, json_string(value));
    char *dumped = json_dumps(shown.document, 0);
    const char *body = at("%s", dumped);
    free(dumped);
    return body;
}

Test(campaigns, take_their_own_answer_back_with_what_was_changed_in_it)
{
    const char *thing = draft("GUI-LAI");
    expect_taken_back(reviewer, PATCH, thing);
    struct answer shown = as(reviewer, GET, thing);
    const char *changed = with(shown, "title", "Phong trào gửi lại");
    expect_problem(as(reviewer, PATCH, thing, .json = changed), 428, "precondition_required");
    expect_problem(as(reviewer, PATCH, thing, .json = changed, .if_match = "\"77\""), 412, "version_not_if_match");
    struct answer taken = as(reviewer, PATCH, thing, .json = changed, .if_match = "*", .key = "gui-lai-mot");
    expect_status(taken, 200);
    expect_text(taken, "title", "Phong trào gửi lại");
    expect_number(taken, "version", number(shown, "version") + 1);
    expect_text(as(reviewer, PATCH, thing, .json = changed, .if_match = "*", .key = "gui-lai-mot"), "title",
                "Phong trào gửi lại");
    expect_problem(as(reviewer, PATCH, thing, .json = changed, .if_match = "*"), 412, "stale_version");
}

Test(campaigns, tell_what_of_their_answer_is_not_changed_there)
{
    const char *thing = draft("GUI-SAI");
    struct answer shown = as(reviewer, GET, thing);
    with(shown, "colour", "red");
    struct answer refused =
        as(reviewer, PATCH, thing, .json = with(shown, "state", "launched"), .if_match = etag(shown));
    expect_problem(refused, 422, "validation_failed");
    expect_fault(refused, "/state", "read_only_property");
    expect_fault(refused, "/colour", "unknown_property");
    expect_count(refused, "errors", 2);
    expect_fault(patch(reviewer, thing, body("{'state': 'launched'}")), "/state", "unknown_property");
}

Test(campaigns, tell_all_faults_of_a_body_at_once)
{
    struct answer refused =
        as(reviewer, POST, "/campaigns",
           .json = body("{'code': '?', 'title': 'x', 'kind': 'party', 'starts_on': '2025-02-30', 'color': 'red'}"));
    expect_problem(refused, 422, "validation_failed");
    expect_fault(refused, "/code", "too_short");
    expect_fault(refused, "/title", "too_short");
    expect_fault(refused, "/kind", "not_in_list");
    expect_fault(refused, "/starts_on", "wrong_format");
    expect_fault(refused, "/color", "unknown_property");
}

Test(campaigns, end_after_they_start)
{
    struct answer refused = as(reviewer, POST, "/campaigns",
                               .json = body("{'code': 'NGUOC', 'title': 'Ngày ngược', 'kind': 'plan',"
                                            " 'starts_on': '2025-06-02', 'ends_on': '2025-06-01'}"));
    expect_problem(refused, 422, "validation_failed");
    expect_fault(refused, "/ends_on", "campaign_ends_after_it_starts");
}

Test(campaigns, report_for_periods_within_their_days_by_a_calendar_there_is)
{
    const char *thing = draft("TRONG-KY");
    struct answer refused =
        patch(reviewer, thing, body("{'report_periods': ['2025-Q3', '2026-Q1', '2025-Q1'], 'calendar': 'khong-co'}"));
    expect_status(refused, 422);
    expect_count(refused, "errors", 3);
    expect_fault(refused, "/report_periods/1", "report_period_outside_campaign");
    expect_fault(refused, "/report_periods/2", "report_period_outside_campaign");
    expect_fault(refused, "/calendar", "calendar_not_found");
    expect_status(patch(reviewer, thing, body("{'report_periods': ['2025-6M', '2025'], 'calendar': 'NATIONAL'}")), 200);
    expect_fault(patch(reviewer, thing, body("{'starts_on': '2025-07-01'}")), "/report_periods/0",
                 "report_period_outside_campaign");
}

Test(campaigns, are_launched_with_a_warning_where_nobody_reports)
{
    const char *thing = draft("KHONG-AI");
    expect_count(as(reviewer, GET, at("%s/moves/available", thing)), "items.0.warnings", 0);
    expect_status(as(reviewer, POST, at("%s/indicators", thing),
                     .json = body("{'items': [{'code': 'KHONG-AI-02', 'name': 'Số chưa ai báo cáo', 'field': 'economy',"
                                  " 'value_type': 'number'}]}")),
                  201);
    struct answer told = as(reviewer, GET, at("%s/moves/available", thing));
    expect_text(told, "items.0.warnings.0.code", "indicators_without_reporters");
    expect_text(told, "items.0.warnings.0.params.indicators", "KHONG-AI-02");
    expect_status(move(reviewer, thing, "proposed"), 201);
}

Test(campaigns, tell_at_its_place_which_unit_of_a_body_is_unknown)
{
    const char *thing = draft("DON-VI-LA");
    struct answer refused = as(
        reviewer, POST, at("%s/indicators", thing),
        .json = body("{'items': [{'code': 'LA-1', 'name': 'Số thứ nhất', 'field': 'economy', 'value_type': 'number'},"
                     " {'code': 'LA-2', 'name': 'Số thứ hai', 'field': 'economy', 'value_type': 'number',"
                     " 'lead_unit': 'code:khong-co'}]}"));
    expect_status(refused, 422);
    expect_fault(refused, "/items/1/lead_unit", "unit_not_found");
    expect_text(refused, "errors.0.params.reference", "code:khong-co");
    expect_fault(as(reviewer, POST, "/service-tokens",
                    .json = body("{'name': 'Hệ thống', 'scopes': ['units:read'], 'area': 'code:khong-co'}")),
                 "/area", "unit_not_found");
    expect_fault(as(reviewer, POST, "/service-tokens",
                    .json = body("{'name': 'Hệ thống', 'scopes': ['units:read'], 'campaign': 'code:khong-co'}")),
                 "/campaign", "campaign_not_found");
    expect_problem(as(reviewer, GET, "/units?under=code:khong-co"), 404, "unit_not_found");
}

Test(campaigns, use_a_code_once)
{
    draft("MOT-LAN");
    expect_problem(
        as(reviewer, POST, "/campaigns", .json = body("{'code': 'MOT-LAN', 'title': 'Mã trùng nhau', 'kind': 'plan'}")),
        409, "campaign_code_taken");
}

Test(campaigns, of_two_units_may_share_a_code)
{
    const char *one = body("{'code': 'CHUNG-MA', 'title': 'Cùng một mã', 'kind': 'plan'}");
    expect_status(as("phuong-quyet-thang.reviewer", POST, "/campaigns", .json = one), 201);
    expect_status(as("xa-doan-ket.reviewer", POST, "/campaigns", .json = one), 201);
    expect_text(as("xa-doan-ket.reviewer", GET, "/campaigns/code:CHUNG-MA"), "issuing_unit.name", "Xã Đoàn Kết");
    struct answer several = as(leader, GET, "/campaigns/code:CHUNG-MA");
    expect_problem(several, 409, "ambiguous_code");
    expect_count(several, "params.candidates", 2);
}

Test(campaigns, are_tried_without_being_kept)
{
    struct answer tried = as(reviewer, POST, "/campaigns?dry_run=true",
                             .json = body("{'code': 'THU', 'title': 'Chạy thử', 'kind': 'plan'}"));
    expect_status(tried, 201);
    expect_text(tried, "code", "THU");
    expect_problem(as(reviewer, GET, "/campaigns/code:THU"), 404, "not_found");
}

Test(campaigns, are_made_once_however_often_they_are_sent)
{
    const char *one = body("{'code': 'LAP', 'title': 'Gửi lại', 'kind': 'plan'}");
    struct answer first = as(reviewer, POST, "/campaigns", .json = one, .key = "lap-1");
    struct answer again = as(reviewer, POST, "/campaigns", .json = one, .key = "lap-1");
    expect_status(first, 201);
    expect_status(again, 201);
    expect_header(again, "Idempotency-Replayed", "true");
    cr_assert(eq(str, (char *)first.body, (char *)again.body));
    expect_problem(as(reviewer, POST, "/campaigns", .key = "lap-1",
                      .json = body("{'code': 'LAP-2', 'title': 'Nội dung khác', 'kind': 'plan'}")),
                   422, "idempotency_key_reused");
}

Test(campaigns, are_deleted_while_they_are_drafts)
{
    const char *thing = draft("XOA");
    expect_status(withdraw(reviewer, at("/indicators/%s", text(as(reviewer, GET, "/indicators/code:XOA-01"), "id"))),
                  204);
    expect_status(withdraw(reviewer, thing), 204);
    expect_problem(as(reviewer, GET, thing), 404, "not_found");
    expect_problem(withdraw(reviewer, "/campaigns/code:KT-2025"), 409, "wrong_state");
}

Test(campaigns, are_not_drafted_by_reporters)
{
    expect_problem(as("xa-doan-ket.reporter", POST, "/campaigns",
                      .json = body("{'code': 'KHONG', 'title': 'Không được', 'kind': 'plan'}")),
                   403, "role_not_allowed");
}

Test(campaigns, page_without_gaps_or_doubles)
{
    size_t seen = 0;
    const char *next = "/campaigns?limit=2&sort=-created_at";
    while (next) {
        struct answer page = as("tinh-kon-tum.reviewer", GET, next);
        expect_status(page, 200);
        seen += count(page, "items");
        next = json_string_value(json(page, "page.next"));
        if (next)
            next += sizeof "/api/v1" - 1;
    }
    struct answer all = as("tinh-kon-tum.reviewer", GET, "/campaigns?limit=500&count=true");
    cr_assert(eq(sz, seen, count(all, "items")));
    expect_number(all, "page.total", (double)seen);
}

Test(campaigns, refuse_a_cursor_of_another_list)
{
    struct answer page = as("tinh-kon-tum.reviewer", GET, "/campaigns?limit=1");
    const char *cursor = text(page, "page.cursor");
    expect_problem(as("tinh-kon-tum.reviewer", GET, at("/campaigns?limit=1&kind=plan&cursor=%s", cursor)), 400,
                   "cursor_not_valid");
    expect_problem(as("tinh-kon-tum.reviewer", GET, at("/campaigns?limit=1&cursor=%sx", cursor)), 400,
                   "cursor_not_valid");
}

Test(campaigns, come_as_tables_too)
{
    struct answer table = as(reviewer, GET, "/campaigns", .accept = "text/csv");
    expect_status(table, 200);
    expect_in_body(table, "id,code,title");
    expect_in_body(table, "KT-2025");
    struct answer lines = as(reviewer, GET, "/campaigns?limit=1", .accept = "application/x-ndjson");
    expect_status(lines, 200);
    struct answer book =
        as(reviewer, GET, "/campaigns", .accept = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    expect_status(book, 200);
    cr_assert(eq(int, memcmp(book.body, "PK", 2), 0));
    expect_problem(as(reviewer, GET, "/campaigns", .accept = "image/png"), 406, "not_acceptable");
}

Test(campaigns, answer_304_to_who_knows_them)
{
    struct answer read = as(reviewer, GET, "/campaigns/code:KT-2025");
    struct answer again =
        as(reviewer, GET, "/campaigns/code:KT-2025", .headers = {at("If-None-Match: %s", etag(read))});
    expect_status(again, 304);
}

Test(targets, end_where_their_revision_begins)
{
    draft("GIAO");
    const char *one = body("{'items': [{'unit': 'code:xa-doan-ket', 'target_value': 10}]}");
    expect_status(as(reviewer, POST, "/indicators/code:GIAO-01/targets", .json = one), 201);
    struct answer revised =
        as(reviewer, POST, "/indicators/code:GIAO-01/targets",
           .json = body("{'items': [{'unit': 'code:xa-doan-ket', 'target_value': 12, 'valid_from': '2025-09-01',"
                        " 'reason': 'Điều chỉnh giữa năm'}]}"));
    expect_status(revised, 201);
    struct answer list = as(reviewer, GET, "/indicators/code:GIAO-01/targets");
    expect_count(list, "items", 2);
    expect_text(list, "items.0.valid_to", "2025-09-01");
    expect_text(list, "items.0.state", "revised");
    expect_number(list, "items.1.target_value", 12);
    expect_count(as(reviewer, GET, "/targets?campaign=code:GIAO&on=2025-07-01"), "items", 1);
}

Test(targets, are_for_units_below_the_issuer)
{
    draft("NGOAI");
    struct answer refused = as(reviewer, POST, "/indicators/code:NGOAI-01/targets",
                               .json = body("{'items': [{'unit': 'code:huyen-kon-plong', 'target_value': 10}]}"));
    expect_problem(refused, 422, "validation_failed");
    expect_fault(refused, "/items/0/unit", "unit_outside_the_campaign");
}

Test(indicators, change_with_their_draft_only)
{
    draft("CHI-TIEU");
    struct answer patched = patch(reviewer, "/indicators/code:CHI-TIEU-01",
                                  body("{'target_value': 90000, 'definition_note': 'Giá hiện hành'}"));
    expect_status(patched, 200);
    expect_number(patched, "target_value", 90000);
    expect_problem(patch(reviewer, "/indicators/code:KT2025-01", body("{'target_value': 1}")), 409, "wrong_state");
    expect_problem(
        as(reviewer, PATCH, "/indicators/code:CHI-TIEU-01", .json = body("{'target_value': 1}"), .if_match = "\"1\""),
        412, "stale_version");
    expect_problem(as(reviewer, POST, "/campaigns/code:KT-2025/indicators",
                      .json = body("{'items': [{'code': 'MUON', 'name': 'Thêm sau', 'field': 'other',"
                                   " 'value_type': 'number', 'comparator': 'improve'}]}")),
                   409, "wrong_state");
}

Test(indicators, tell_which_of_them_has_a_code_that_is_taken)
{
    const char *thing = draft("DA-CO-MA");
    struct answer refused =
        as(reviewer, POST, at("%s/indicators", thing),
           .json = body("{'items': [{'code': 'MOI', 'name': 'Số mới', 'field': 'economy', 'value_type': 'number'},"
                        " {'code': 'DA-CO-MA-01', 'name': 'Số đã có', 'field': 'economy', 'value_type': 'number'}]}"));
    expect_fault(refused, "/items/1/code", "indicator_code_taken");
    expect_count(refused, "errors", 1);
}

Test(indicators, name_a_parent_that_stands_before_them)
{
    draft("CHA");
    struct answer refused = as(reviewer, POST, "/campaigns/code:CHA/indicators",
                               .json = body("{'items': [{'code': 'CHA-02', 'name': 'Phần', 'field': 'economy',"
                                            " 'value_type': 'number', 'comparator': 'gt', 'parent': 'code:CHA-99'}]}"));
    expect_problem(refused, 422, "validation_failed");
    expect_fault(refused, "/items/0/parent", "parent_indicator_not_found");
    expect_fault(refused, "/items/0/target_value", "target_needs_a_figure");
}

Test(indicators, that_must_sum_are_judged_when_the_campaign_is_proposed)
{
    const char *thing = draft("TONG");
    expect_status(
        as(reviewer, POST, "/campaigns/code:TONG/indicators",
           .json = body(
               "{'items': ["
               "{'code': 'TONG-10', 'name': 'Tổng diện tích', 'field': 'economy', 'value_type': 'number',"
               " 'comparator': 'eq', 'target_value': 24890},"
               "{'code': 'TONG-11', 'name': 'Cây hằng năm', 'field': 'economy', 'value_type': 'number',"
               " 'comparator': 'eq', 'target_value': 12008, 'parent': 'code:TONG-10', 'component_rule': 'sum'},"
               "{'code': 'TONG-12', 'name': 'Cây lâu năm', 'field': 'economy', 'value_type': 'number',"
               " 'comparator': 'eq', 'target_value': 12881, 'parent': 'code:TONG-10', 'component_rule': 'sum'}]}")),
        201);
    struct answer refused = move(reviewer, thing, "proposed");
    expect_problem(refused, 422, "validation_failed");
    expect_fault(refused, "/indicators", "component_sums_differ");
    expect_status(patch(reviewer, "/indicators/code:TONG-12", body("{'target_value': 12882}")), 200);
    expect_status(move(reviewer, thing, "proposed"), 201);
}

Test(campaigns, say_until_when_a_list_is_complete)
{
    struct answer first = as(reviewer, GET, "/campaigns?limit=1");
    const char *until = encoded(text(first, "page.updated_until"));
    struct answer made = as(reviewer, POST, "/campaigns",
                            .json = body("{'code': 'DONG-BO', 'title': 'Đồng bộ dữ liệu', 'kind': 'plan'}"));
    expect_status(made, 201);
    struct answer since = as(reviewer, GET, at("/campaigns?limit=100&updated_after=%s", until));
    cr_assert_not_null(item(since, "items", "code", "DONG-BO"));
}
