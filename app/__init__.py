"""The office without a screen: records, rules, papers and files. No Qt here, ever."""
