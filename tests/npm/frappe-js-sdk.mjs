// Frappe's client for JavaScript (frappe-js-sdk) at a site: each call of its db and of its call, and auth by token. Given and answers JSON.
import { readFileSync } from "node:fs";
import { FrappeApp } from "frappe-js-sdk";

const { url, token } = JSON.parse(readFileSync(0, "utf8"));
const app = new FrappeApp(url, { useToken: true, token: () => token, type: "token" });
const [db, call, auth] = [app.db(), app.call(), app.auth()];
const Page = "Seite / Page".replace("/", "%2F");
const Quotation = "Hub Quotation";
const names = rows => rows.map(row => row.customer);
const refusal = async promise => {
  try {
    return ["done", await promise];
  } catch (error) {
    return [error.httpStatus, error.exc_type ?? error.exception];
  }
};
const told = {};

told.user = await auth.getLoggedInUser();
const made = await db.createDoc(Quotation, { customer: "Köln & Co / 50%", grand_total: 1.5, items: [{ __islocal: 1, name: "new-hub-quotation-item-1", item_code: "I" }] });
told.created = made.customer;
await db.createDoc(Quotation, { customer: "A", grand_total: 2, status: "Open" });
await db.createDoc(Quotation, { customer: "B", grand_total: 3, status: "Open" });
told.read = (await db.getDoc(Quotation, made.name)).customer;
told.updated = (await db.updateDoc(Quotation, made.name, { status: "Won" })).status;

const orderBy = { field: "customer", order: "asc" };
told.list = names(await db.getDocList(Quotation, { fields: ["name", "customer"], orderBy }));
told.filtered = names(await db.getDocList(Quotation, { fields: ["customer"], filters: [["customer", "like", "%KÖLN%"]] }));
told.any = names(await db.getDocList(Quotation, { fields: ["customer"], orFilters: [["customer", "=", "A"], ["grand_total", ">", 2.5]], orderBy }));
told.second = names(await db.getDocList(Quotation, { fields: ["customer"], orderBy, limit_start: 1, limit: 1 }));
told.rows = await db.getDocList(Quotation, { fields: ["customer"], orderBy, asDict: false });
told.count = await db.getCount(Quotation, [["status", "=", "Open"]]);
told.all = await db.getCount(Quotation);
told.last = (await db.getLastDoc(Quotation)).customer;
told.value = (await db.getValue(Quotation, ["customer", "status"], [["customer", "=", "a"]])).message;
told.values = (await db.getValue(Quotation, ["customer", "status"], [["customer", "=", "a"]], false)).message;
told.one = (await db.getValue(Quotation, "customer", made.name, false)).message;
told.named = (await db.getValue(Quotation, undefined, [["customer", "=", "B"]])).message.name.startsWith("HQ-");
told.set = (await db.setValue(Quotation, made.name, "remarks", "set")).message.remarks;
told.sets = (await db.setValue(Quotation, made.name, { remarks: "both", status: "Lost" })).message.status;
told.submitted = (await db.submit(await db.getDoc(Quotation, made.name))).docstatus;
told.cancelled = (await db.cancel(Quotation, made.name)).message.docstatus;

await db.createDoc(Page, { name: "Anfang / 1" });
told.renamed = (await db.renameDoc("Seite / Page", "Anfang / 1", "Ende / 50%")).message;
told.reread = (await db.getDoc(Page, "Ende / 50%")).name;
told.deleted = (await db.deleteDoc(Page, "Ende / 50%")).data ?? (await db.getDocList(Page)).length;

told.get = (await call.get("frappe.client.get_count", { doctype: Quotation, filters: { status: "Open" } })).message;
told.post = (await call.post("frappe.client.insert", { doc: { doctype: "Note", title: "posted" } })).message.title;
const note = (await call.get("frappe.client.get_value", { doctype: "Note", fieldname: "name", filters: { title: "posted" } })).message.name;
told.put = (await call.put("frappe.client.set_value", { doctype: "Note", name: note, fieldname: "title", value: "put" })).message.title;
told.delete = await call.delete("frappe.client.delete", { doctype: "Note", name: note });

told.missing = await refusal(db.getDoc(Quotation, "none"));
told.refused = await refusal(db.createDoc(Quotation, {}));
told.login = (await refusal(auth.loginWithUsernamePassword({ username: "Administrator", password: "x" })))[0];
told.single = (await refusal(db.getSingleValue("System Settings", "time_zone")))[0];
await auth.logout();
console.log(JSON.stringify(told));
