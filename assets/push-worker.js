// Shows a notification that the school has sent, and opens its place when it is pressed. It stores nothing.
self.addEventListener("push", (event) => {
  let said = {};
  try { said = event.data.json(); } catch { /* shown without words */ }
  event.waitUntil(self.registration.showNotification(String(said.title || "learnapp"), {
    body: String(said.body || ""), icon: "/favicon.ico", data: { url: String(said.url || "/notices") },
  }));
});
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const to = new URL(event.notification.data.url, self.location.origin);
  // Only a place of our own is opened.
  event.waitUntil(self.clients.openWindow(to.origin === self.location.origin ? to.href : "/notices"));
});
