/** Los textos de las páginas a las que llevan los correos. */

/** @type {typeof import("./en-letter.js").l} */
export const l = {
  onItsWay: "Si hay una cuenta con esta dirección, le llegará un correo. Su enlace sirve durante 15 minutos; mira también en la carpeta de spam.",
  again: "Dinos la dirección de tu cuenta y te enviaremos el correo otra vez.",
  sendAgain: "Enviar otra vez",
  againOnItsWay: "Si hay una cuenta que lo espera, le llegará un correo. Mira también en la carpeta de spam.",
  confirmed: "Gracias: tu dirección está confirmada.",
  unsubscribed: "Hecho: no recibirás más correos sobre lo que te espera. Puedes volver a activarlos en los ajustes de notificaciones.",
  noSuchLink: "Este enlace no funciona. Ábrelo otra vez desde el correo, o entra y desactiva los correos en los ajustes de notificaciones.",
  noLink: "Esta página necesita el enlace de un correo. Ábrela desde allí.",
};
