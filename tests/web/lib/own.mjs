// own.mjs -- imported before all else: this scenario has a community of its own, because it fills, overwrites or stops what others
// would miss.
delete process.env.BOTHY_TEST_ENV;
