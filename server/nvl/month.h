/* month.h -- months of the calendar, UTC, as numbers: year * 12 + month - 1. Days are days since 1970-01-01. */
#ifndef NVL_MONTH_H
#define NVL_MONTH_H

#include <stdint.h>

/* The month of ${day}; from year 1 on, must(). */
int32_t nvl_month_of(int32_t day);
/* Its first day. */
int32_t nvl_month_start(int32_t month);

#endif
