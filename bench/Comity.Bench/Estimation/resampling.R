# The resampling loop of EstimateBench in plain R: glm.fit, the same selection, no existence check (cheaper than the R packages, which check).
# Run from the root of the repository: Rscript bench/Comity.Bench/Estimation/resampling.R
d <- read.csv("tests/Comity.Estimation.Tests/Data/datasets/UKdat.csv"); t <- ncol(d) - 1
H <- as.matrix(expand.grid(rep(list(0:1), t)))[-1, ]; key <- function(m) m %*% 2^(0:(t - 1))
base <- numeric(nrow(H)); base[match(key(as.matrix(d[, 1:t])), key(H))] <- d$count
P <- combn(t, 2); XP <- apply(P, 2, function(p) H[, p[1]] * H[, p[2]])
est <- function(y) { sel <- integer(0); repeat { X <- cbind(1, H, XP[, sel, drop = FALSE])
  dead <- colSums(XP[, sel, drop = FALSE] * y) == 0; keep <- rep(TRUE, nrow(H)); if (any(dead)) { keep <- rowSums(XP[, sel[dead], drop = FALSE]) == 0; X <- cbind(1, H, XP[, sel[!dead], drop = FALSE]) }
  f <- suppressWarnings(glm.fit(X[keep, ], y[keep], family = poisson())); mu <- numeric(nrow(H)); mu[keep] <- f$fitted.values
  ob <- colSums(XP * y); la <- colSums(XP * mu); p <- pmin(ppois(ob, la), ppois(ob - 1, la, lower.tail = FALSE)); p[sel] <- 1
  if (min(p) >= 0.02) return(sum(y) + exp(f$coefficients[1])); sel <- c(sel, which.min(p)) } }
cat("point", est(base), "\n"); set.seed(1); n <- sum(base)
cat("100 resamples, CPU-s:", sum(system.time(for (b in 1:100) est(as.vector(rmultinom(1, n, base))))[1:2]), "\n")
