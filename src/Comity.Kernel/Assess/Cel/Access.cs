using System.Runtime.CompilerServices;

// The conformance suite runs against the parser, checker and interpreter themselves.
[assembly: InternalsVisibleTo("Comity.Kernel.Tests")]
