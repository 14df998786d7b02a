/* import.h -- `bothy import`: other systems' exports become threads, members and acts here. */
#ifndef IMPORT_IMPORT_H
#define IMPORT_IMPORT_H

struct import_settings {
	const char *directory;	   /* where the dump's tables lie */
	const char *topic;	   /* the topic's name; NULL: the directory's */
	const char *conninfo;	   /* without user and password */
	const char *password;	   /* of bothy_work */
	const char *run_directory; /* of the community that may be running, for its stamps; NULL: none */
	unsigned batch;		   /* posts in a transaction, about; 0: 4000 */
};

/* Reads a Stack Exchange data dump. Wants secret_init(); makes its own loop and craft processes. Says on
 * standard output how it goes (a bar where that is a terminal), on standard error what went wrong. Returns
 * the exit status: 0 all is in, 1 it stopped, 130 interrupted by SIGINT or SIGTERM; the same call again goes
 * on where it stopped. */
int import_stackexchange(const struct import_settings *s);

#endif
