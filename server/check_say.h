/* check_say.h -- the parts of `bothy check`, and how they say what they found. */
#ifndef CHECK_SAY_H
#define CHECK_SAY_H

#include <stdbool.h>

struct config;

/* One line: "ok", "warn" or "BAD", what was looked at, what was found and, where it is not ok, what to do. */
void say_ok(const char *what, const char *format, ...) __attribute__((format(printf, 2, 3)));
void say_warn(const char *what, const char *format, ...) __attribute__((format(printf, 2, 3)));
void say_bad(const char *what, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* check_database.c: the server, its settings, the roles and what each is refused, migrations. */
void check_database(struct config *c);
/* check_craft.c: whether a helper hashes and renders, and whether its cage holds. */
void check_craft(struct config *c);
/* check_system.c: users and passwords of the machine, folders and their room, the mail server. */
void check_users(struct config *c);
void check_folders(struct config *c);
void check_mail(struct config *c);
/* check_crm.c: whether the company's CRM is there, knows us, and has what we need. */
void check_crm(struct config *c);

#endif
