/* username.h -- which username an imported account gets. Pure; no database.
 *
 * The display name as an address would have it ("Jörg Müller" → jorg-muller), cut to 30 characters. Shorter
 * than three characters, or nothing of it left: user-ID, with the id the account had over there. Taken: the
 * name, a hyphen and that id. Taken as well: user-ID, user-ID-2, user-ID-3 … So the name depends on nothing
 * but the account and what is taken. */
#ifndef IMPORT_USERNAME_H
#define IMPORT_USERNAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

const char *username_for(struct arena *a, const char *display, int64_t id,
	bool (*taken)(void *arg, const char *name), void *arg);

#endif
