using System.Runtime.CompilerServices;

// The differential tests compare the value of each generated SQL expression, not only the hits.
[assembly: InternalsVisibleTo("Comity.Store.Tests")]
