/* decay_tables.h -- the constants behind decay_factor(); nobody else's business. */
#ifndef NVL_DECAY_TABLES_H
#define NVL_DECAY_TABLES_H

#include <stdint.h>

extern const int32_t decay_help[365], decay_tie[180], decay_ask[90];

#endif
