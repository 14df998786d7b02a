/* open.h -- how a connection comes to be ready: connect, check the server, prepare the door's statements. */
#ifndef DB_OPEN_H
#define DB_OPEN_H

struct conn;
struct conn_settings;

/* Starts connecting; ready() or lost() of the settings is called later, never before this returns. NULL: no
 * memory. */
struct conn *open_start(const struct conn_settings *settings);
/* Goes on after something was read. */
void open_step(struct conn *c);

#endif
