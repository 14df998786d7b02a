/* jobs.h -- every kind of job there is, and what `work` does again and again: one table. */
#ifndef FORUM_JOBS_H
#define FORUM_JOBS_H

#include <stddef.h>

#include "jobs/worker.h"

extern const struct job_kind job_kinds[];
extern const size_t job_kind_count;
extern const struct job_round job_rounds[];
extern const size_t job_round_count;

#endif
