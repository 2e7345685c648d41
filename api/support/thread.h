/* thread.h: threads of our own beside those that answer requests. */
#pragma once

#include <pthread.h>
#include <stdbool.h>

/* Begins a thread that no signal reaches: signals belong to the thread that serves. */
bool thread_begin(pthread_t *thread, void *(*work)(void *));
