/* settings.h -- what every connection of a process is opened with. For pool.c. */
#ifndef DB_SETTINGS_H
#define DB_SETTINGS_H

struct conn_settings;
struct db_settings;

/* Copies ${from} and lists the statements of its door. An address that db_conninfo_ok() refuses, or two
 * statements of one name, are our own error. */
void settings_fill(struct conn_settings *s, const struct db_settings *from);
/* Wipes the password. */
void settings_free(struct conn_settings *s);

#endif
