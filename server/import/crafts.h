/* crafts.h -- craft processes for a command that blocks. */
#ifndef IMPORT_CRAFTS_H
#define IMPORT_CRAFTS_H

#include <stdbool.h>

/* Makes the loop, and starts ${n} craft processes for it that end with this one; before the database is
 * opened. False: errno. */
bool crafts_open(unsigned n);
void crafts_close(void);

#endif
