/* pages.h: what the service says about itself: probes, the contract, the pages under /docs. None asks the database
 * inside the engine's transaction. */
#pragma once

#include "http/request.h"

handler_function get_liveness, get_readiness;
handler_function get_contract_json, get_contract_yaml;
handler_function get_home, get_docs, get_docs_file, get_docs_page, get_docs_chapter_page;
handler_function list_problem_codes, get_problem_page;
