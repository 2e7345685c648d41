/* public_data.h: what there is of open data, as a list and as a catalogue; lists laid open, also as a page. */
#pragma once

#include "http/request.h"

handler_function list_public_datasets, get_public_catalogue, list_public_consultations;
