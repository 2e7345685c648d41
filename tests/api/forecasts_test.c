/* forecasts_test.c: what people foresee of an indicator, beside what is computed; and units of measure. */
#include "support/client.h"

static const char path[] = "/campaigns/code:KT-2025/forecasts";
static const char city[] = "thanh-pho-kon-tum.reviewer";

#define foresee(who, said) as(who, POST, path, .json = body("{" said "}"))

Test(forecasts, are_said_by_the_unit_itself_the_issuer_and_the_leading_unit)
{
    struct answer own = foresee("xa-doan-ket.reporter",
                                "'indicator': 'code:KT2025-13', 'status': 'at_risk', 'reason': 'Thiếu nhân lực'");
    expect_status(own, 201);
    expect_text(own, "unit.name", "Xã Đoàn Kết");
    expect_text(own, "by_unit.name", "Xã Đoàn Kết");
    expect_true(own, "stands");
    expect_text(own, "status_label", "Có nguy cơ không đạt");
    expect_status(
        foresee(city,
                "'indicator': 'code:KT2025-13', 'unit': 'code:xa-doan-ket', 'value': 12, 'reason': 'Qua kiểm tra'"),
        201);
    expect_status(foresee("phong-giao-duc-va-dao-tao-tp-kon-tum.reporter",
                          "'indicator': 'code:KT2025-19', 'unit': 'code:xa-doan-ket', 'status': 'met', 'reason': 'Đã "
                          "có quyết định công nhận'"),
                  201);
    expect_problem(foresee("phuong-quyet-thang.reporter", "'indicator': 'code:KT2025-13', 'unit': 'code:xa-doan-ket', "
                                                          "'status': 'met', 'reason': 'Không phải việc của mình'"),
                   403, "not_allowed");
    expect_problem(
        foresee("thanh-pho-kon-tum.oversight", "'indicator': 'code:KT2025-13', 'status': 'met', 'reason': 'Giám sát'"),
        403, "role_not_allowed");
    expect_problem(
        foresee("huyen-kon-plong.reviewer", "'indicator': 'code:KT2025-13', 'status': 'met', 'reason': 'Huyện khác'"),
        404, "not_found");
}

Test(forecasts, take_the_place_of_earlier_ones_that_stay)
{
    const char *asked = at("%s?indicator=code:KT2025-05&unit=code:xa-ia-chim", path);
    struct answer first =
        foresee("xa-ia-chim.leader",
                "'indicator': 'code:KT2025-05', 'value': 900, 'reason': 'Theo vụ đông xuân', 'period': '2025-Q1'");
    expect_status(first, 201);
    expect_status(foresee("xa-ia-chim.reviewer",
                          "'indicator': 'code:KT2025-05', 'value': 950, 'status': 'met', 'reason': 'Thêm vụ hè thu'"),
                  201);
    expect_count(as(city, GET, asked), "items", 2);
    struct answer stands = as(city, GET, at("%s&stands=true", asked));
    expect_count(stands, "items", 1);
    expect_number(stands, "items.0.value", 950);
    struct answer replaced = as(city, GET, at("%s&stands=false&period=2025-Q1", asked));
    expect_text(replaced, "items.0.id", text(first, "id"));
    expect_text(replaced, "items.0.reason", "Theo vụ đông xuân");
    expect_count(as("phuong-quyet-thang.reporter", GET, asked), "items", 0);
    expect_status(as(city, GET, asked, .accept = "text/csv"), 200);
}

Test(forecasts, say_something_about_an_indicator_of_the_campaign)
{
    expect_fault(foresee(city, "'indicator': 'code:KT2025-13', 'reason': 'Chưa rõ'"), "/value",
                 "forecast_says_something");
    expect_fault(foresee(city, "'indicator': 'code:KPL2024-01', 'status': 'met', 'reason': 'Khác phong trào'"),
                 "/indicator", "indicator_not_in_campaign");
    expect_fault(foresee(city, "'indicator': 'code:KT2025-13', 'status': 'met', 'reason': 'Kỳ lạ', 'period': '2024'"),
                 "/period", "period_unknown");
    expect_fault(
        foresee(
            city,
            "'indicator': 'code:KT2025-13', 'status': 'met', 'reason': 'Ngoài vùng', 'unit': 'code:huyen-kon-plong'"),
        "/unit", "unit_outside_the_campaign");
    struct answer draft =
        as(city, POST, "/campaigns", .json = body("{'code': 'DB-2025', 'title': 'Dự thảo', 'kind': 'plan'}"));
    expect_status(as(city, POST, at("/campaigns/%s/indicators", text(draft, "id")),
                     .json = body("{'items': [{'code': 'DB-01', 'name': 'Thử', 'field': 'other', 'value_type': "
                                  "'number', 'comparator': 'gte', 'target_value': 1}]}")),
                  201);
    expect_problem(as(city, POST, at("/campaigns/%s/forecasts", text(draft, "id")),
                      .json = body("{'indicator': 'code:DB-01', 'status': 'met', 'reason': 'Sớm quá'}")),
                   409, "wrong_state");
}

Test(units_of_measure, have_a_scale_within_their_kind)
{
    struct answer money = as("xa-doan-ket.reporter", GET, "/units-of-measure?kind=money_vnd");
    json_t *billion = item(money, "items", "label", "tỷ đồng");
    cr_assert(eq(dbl, json_number_value(within(billion, "scale")), 1e9));
    expect_status(as("xa-doan-ket.reporter", GET, "/units-of-measure?sort=label&limit=5", .accept = "text/csv"), 200);
}
